/** Tables, for people and for Markdown. */
import type { Figures } from "./measure.ts"

/** What one part of the bench gives. */
export interface Section {
  readonly title: string
  /** What the figures are of */
  readonly notes: ReadonlyArray<string>
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  /** All figures, for machines */
  readonly data: unknown
}

export const fixed = (figure: number, digits = 1): string =>
  figure.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** The median, and between what the rounds were. */
export const spread = ({ max, median, min }: Figures, digits = 1): string =>
  `${fixed(median, digits)} (${fixed(min, digits)}–${fixed(max, digits)})`

export const table = ({ columns, notes, rows, title }: Section): string => {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const cell = (text: string, index: number) =>
    index === 0 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0)
  const line = (cells: ReadonlyArray<string>) => `| ${cells.map((text, index) => cell(text, index)).join(" | ")} |`
  const rule = `| ${
    widths.map((width, index) => index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`).join(" | ")
  } |`
  return [`### ${title}`, "", ...notes, "", line(columns), rule, ...rows.map(line), ""].join("\n")
}
