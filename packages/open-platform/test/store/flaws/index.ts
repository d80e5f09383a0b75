/** Stores that break their promises, one each: what is wrong with them must not escape the suite. */
import { documents } from "./documents.ts"
import { leases } from "./leases.ts"
import { paging } from "./paging.ts"
import { restarts } from "./restarts.ts"
import { type Flaw, type Service, Shelf } from "./shelf.ts"

export const flaws: ReadonlyArray<Flaw> = [...documents, ...paging, ...leases, ...restarts]

/** The same store without a flaw: what fails on the others does not fail for another reason. */
export const sound = (): { readonly store: Service; readonly reopened?: Service } => ({ store: new Shelf().service })
