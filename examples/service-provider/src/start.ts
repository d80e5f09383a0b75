/**
 * What `npm run service-provider` runs: commands for operators after the word `store`; otherwise the server, with
 * WeChat if the environment names a component, and with one that is played if it does not.
 */
const [word] = process.argv.slice(2)

if (word === "store") {
  process.argv.splice(2, 1)
  await import("./operate.ts")
} else if (Object.keys(process.env).some((name) => name.startsWith("WECHAT_COMPONENT_"))) {
  await import("./main.ts")
} else {
  await import("./demo.ts")
}
