/** How a probe gives its result. */
export const answer = (result: Promise<unknown>): void => {
  result.then(
    (value) => process.send?.({ result: value }),
    (error: unknown) => process.send?.({ error: String(error) })
  )
  process.on("disconnect", () => process.exit(0))
}
