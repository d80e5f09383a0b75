// `layer` of @effect/vitest hands out the one `it` of vitest with methods of its own, and leaves them there. The files that
// one process runs share that `it`, so each begins with the methods that it expects.
import { it, makeMethods } from "@effect/vitest"

makeMethods(it)
