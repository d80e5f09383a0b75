export * as Fault from "./Fault.ts"
export * as Seen from "./Seen.ts"
export * as Simulator from "./Simulator.ts"
export * as World from "./World.ts"
