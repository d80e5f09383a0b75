import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Xml from "../../src/internal/xml.ts"

const reads = (xml: string, fields: unknown): void =>
  assert.deepStrictEqual(Option.getOrNull(Xml.read(xml)), fields, xml)

const refuses = (xml: string): void => assert.isTrue(Option.isNone(Xml.read(xml)), xml.slice(0, 200))

describe("the XML of a push", () => {
  it("is elements with text, with or without CDATA, in any order", () => {
    reads("<xml><A>1</A><B><![CDATA[two]]></B></xml>", { A: "1", B: "two" })
    reads("<xml>\n <B><![CDATA[two]]></B>\r\n\t<A>1</A>\n</xml>\n", { B: "two", A: "1" })
  })

  it("may begin with a declaration, a byte order mark and white space", () => {
    reads("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml><A>1</A></xml>", { A: "1" })
    reads("\uFEFF<xml><A>1</A></xml>", { A: "1" })
    reads("  \n<xml><A>1</A></xml>", { A: "1" })
  })

  it("keeps the text of CDATA as it stands, also where it is split around its own end", () => {
    reads("<xml><A><![CDATA[<b>&amp; ]] > </b>]]></A></xml>", { A: "<b>&amp; ]] > </b>" })
    reads("<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>", { A: "a]]>b" })
  })

  it("has one value for an element that stands once, and a list for one that is repeated", () => {
    reads("<xml><L><item><n>1</n></item></L></xml>", { L: { item: { n: "1" } } })
    reads("<xml><L><item><n>1</n></item><item><n>2</n></item></L></xml>", { L: { item: [{ n: "1" }, { n: "2" }] } })
    reads("<xml><i>1</i><x>a</x><i>2</i></xml>", { i: ["1", "2"], x: "a" })
  })

  it("knows the five predefined references and those by number", () => {
    reads("<xml><A>&lt;&gt;&amp;&quot;&apos;&#20013;&#x6587;&#x1F600;</A></xml>", { A: "<>&\"'中文😀" })
    reads("<xml><A>&amp;lt;</A></xml>", { A: "&lt;" })
  })

  it("has empty elements", () => {
    reads("<xml><A></A><B/><C /></xml>", { A: "", B: "", C: "" })
  })

  it("takes names that objects have by nature for names", () => {
    const found = Option.getOrThrow(
      Xml.read("<xml><__proto__><x>1</x></__proto__><constructor>c</constructor></xml>")
    )
    assert.deepStrictEqual(Object.keys(found), ["__proto__", "constructor"])
    assert.strictEqual(Object.getPrototypeOf(found), Object.prototype)
    assert.strictEqual(Xml.textOf({}, "constructor"), undefined)
  })

  const malformed: Readonly<Record<string, string>> = {
    nothing: "",
    "a text": "success",
    "another root": "<root><A>1</A></root>",
    "two roots": "<xml><A>1</A></xml><xml><A>1</A></xml>",
    "a second root without end": "<xml><A>1</A></xml><xml>",
    "something behind the root": "<xml><A>1</A></xml>x",
    "a root without elements": "<xml>1</xml>",
    "an element without end": "<xml><A>1</xml>",
    "a tag without end": "<xml><A",
    "an end without beginning": "<xml></A></xml>",
    "crossed elements": "<xml><A><B>1</A></B></xml>",
    "text between elements": "<xml>x<A>1</A></xml>",
    "a CDATA without end": "<xml><A><![CDATA[1]]</A></xml>",
    "an attribute": "<xml a=\"1\"><A>1</A></xml>",
    "a comment": "<xml><!-- c --><A>1</A></xml>",
    "a processing instruction": "<xml><?php echo 1 ?><A>1</A></xml>",
    "a second declaration": "<?xml version=\"1.0\"?><?xml version=\"1.0\"?><xml><A>1</A></xml>",
    "a DOCTYPE": "<!DOCTYPE xml><xml><A>1</A></xml>",
    "a DOCTYPE behind a declaration": "<?xml version=\"1.0\"?><!DOCTYPE xml SYSTEM \"http://x/\"><xml><A>1</A></xml>",
    "an entity": "<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><xml><A>&e;</A></xml>",
    "an entity without DOCTYPE": "<xml><A>&e;</A></xml>",
    "an ampersand": "<xml><A>a&b</A></xml>",
    "a reference to NUL": "<xml><A>&#0;</A></xml>",
    "a reference to a surrogate": "<xml><A>&#xD800;</A></xml>",
    "a reference beyond Unicode": "<xml><A>&#x110000;</A></xml>",
    "a name that is none": "<xml><1>1</1></xml>"
  }
  for (const [what, xml] of Object.entries(malformed)) it(`is refused with ${what}`, () => refuses(xml))

  it("is refused when it is a billion laughs", () => {
    const entities = Array.from(
      { length: 10 },
      (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`
    ).join("")
    refuses(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">${entities}]><xml><A>&lol10;</A></xml>`)
  })

  it("is refused when it is deeper or has more elements than any push", () => {
    refuses(`<xml>${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</xml>`)
    refuses(`<xml>${"<a>".repeat(16)}${"</a>".repeat(16)}</xml>`)
    refuses(`<xml>${"<a/>".repeat(6_000)}</xml>`)
  })

  it("is refused in one pass, however long and whatever it repeats", () => {
    // Long enough to hang whoever would begin anew for each part.
    const length = 2 ** 21
    for (const part of ["<", "<a", "<a ", "&", "&#", "<![CDATA[", "]]>", "</", "<?xml ", " ", "<xml>", "\n<"]) {
      const repeated = part.repeat(Math.ceil(length / part.length))
      for (const before of ["", "<xml>", "<xml><a>"]) refuses(before + repeated)
    }
  })

  it("gives back every text that was written as CDATA", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.string({ unit: "grapheme" }),
        FastCheck.string({ unit: FastCheck.constantFrom("]", ">", "<", "&", "a") }),
        (a, b) => {
          reads(`<xml>${Xml.cdata("A", a)}${Xml.cdata("B", b)}</xml>`, { A: a, B: b })
        }
      ),
      { numRuns: 1000 }
    )
  })

  it("is never a defect, whatever the text", () => {
    const part = FastCheck.constantFrom(
      "<xml>",
      "</xml>",
      "<a>",
      "</a>",
      "<a/>",
      "<![CDATA[",
      "]]>",
      "&lt;",
      "&",
      "#",
      ";",
      "x",
      " ",
      "<!",
      "<?",
      "?>"
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.array(part, { maxLength: 30 }), (parts) => {
        Xml.read(parts.join(""))
      }),
      { numRuns: 5000 }
    )
  })
})
