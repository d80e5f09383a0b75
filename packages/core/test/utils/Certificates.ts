/**
 * Certificates for servers on this machine, made when they are needed: no key has to lie in a file. Node checks
 * certificates but makes none, so their few fields are written here in DER, as RFC 5280 has them.
 */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto"

/** Who signs. */
export interface Authority {
  /** What a client has to be given to trust what it signed */
  readonly ca: string
  /** A certificate for a server of these names and addresses, with its key */
  readonly issue: (names: { readonly dns?: string; readonly ip?: string }) => ServerIdentity
}

/** What a server of TLS needs, as PEM. */
export interface ServerIdentity {
  readonly cert: string
  readonly key: string
}

const lengthOf = (size: number): ReadonlyArray<number> =>
  size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]

/** A field: its tag, its length, what is in it. */
const der = (tag: number, ...content: ReadonlyArray<Uint8Array>): Buffer => {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Uint8Array.of(tag, ...lengthOf(bytes.length)), bytes])
}

const sequence = (...fields: ReadonlyArray<Uint8Array>) => der(0x30, ...fields)
const objectId = (hex: string) => der(0x06, Buffer.from(hex, "hex"))
const integer = (value: number) => der(0x02, Uint8Array.of(value))
const yes = der(0x01, Uint8Array.of(0xff))
/** With no unused bits at its end. */
const bits = (content: Uint8Array) => der(0x03, Uint8Array.of(0), content)

const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"))
const commonName = (text: string) => sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from(text)))))
const validity = sequence(der(0x17, Buffer.from("000101000000Z")), der(0x17, Buffer.from("491231235959Z")))

const mayIssue = sequence(objectId("551d13"), yes, der(0x04, sequence(yes)))
const answersFor = ({ dns, ip }: { readonly dns?: string; readonly ip?: string }) =>
  sequence(
    objectId("551d11"),
    der(
      0x04,
      sequence(
        ...(dns === undefined ? [] : [der(0x82, Buffer.from(dns))]),
        ...(ip === undefined ? [] : [der(0x87, Uint8Array.from(ip.split("."), Number))])
      )
    )
  )

const certificate = (fields: {
  readonly serial: number
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly extension: Uint8Array
  readonly signWith: KeyObject
}): string => {
  const toBeSigned = sequence(
    der(0xa0, integer(2)),
    integer(fields.serial),
    ecdsaWithSha256,
    commonName(fields.issuer),
    validity,
    commonName(fields.subject),
    fields.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(fields.extension))
  )
  const signed = sequence(toBeSigned, ecdsaWithSha256, bits(sign("sha256", toBeSigned, fields.signWith)))
  const lines = signed.toString("base64").match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}

const keys = () => generateKeyPairSync("ec", { namedCurve: "P-256" })

/** An authority that nobody trusts yet. */
export const authority = (name: string): Authority => {
  const own = keys()
  return {
    ca: certificate({
      serial: 1,
      issuer: name,
      subject: name,
      publicKey: own.publicKey,
      extension: mayIssue,
      signWith: own.privateKey
    }),
    issue: (names) => {
      const { privateKey, publicKey } = keys()
      return {
        cert: certificate({
          serial: 2,
          issuer: name,
          subject: "a server of the tests",
          publicKey,
          extension: answersFor(names),
          signWith: own.privateKey
        }),
        key: privateKey.export({ type: "pkcs8", format: "pem" }).toString()
      }
    }
  }
}
