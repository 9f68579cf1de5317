// How steps travel: plain replacements in the short form `[from, to, words]`, others as ProseMirror's JSON.
import { Fragment, type Node, type Schema, Slice } from 'prosemirror-model'
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  Step,
} from 'prosemirror-transform'
import { isStructural } from './mapping.ts'
import { MoveStep } from './moving.ts'

export type ShortStep = [number, number, string]
export type WireStep = ShortStep | { stepType: string; [key: string]: unknown }

/** Under the server's 96 KB a message, with room for the envelope around the steps. */
export const COMMIT_BYTES = 90_000
export const COMMIT_STEPS = 200

export function toWire(step: Step): WireStep {
  if (step instanceof ReplaceStep && isPlain(step)) return [step.from, step.to, wordsOf(step)]
  return step.toJSON()
}

export function fromWire(schema: Schema, wire: WireStep): Step {
  if (!Array.isArray(wire)) return Step.fromJSON(schema, wire)
  const [from, to, words] = wire
  const slice = words ? new Slice(Fragment.from(schema.text(words)), 0, 0) : Slice.empty
  return new ReplaceStep(from, to, slice)
}

/** How many of these steps one commit may carry; at least one, so that a step too large is refused and not stuck. */
export function fitting(steps: readonly Step[]): number {
  let bytes = 0
  for (const [i, step] of steps.entries()) {
    bytes += sizeOf(JSON.stringify(toWire(step))) + 1
    if (i === COMMIT_STEPS || (i && bytes > COMMIT_BYTES)) return i
  }
  return steps.length
}

/** The server takes no replaceAround, which the library makes when it moves words along: the same, as a replacement. */
export function simple(step: Step, before: Node): Step {
  if (!(step instanceof ReplaceAroundStep)) return step
  const { doc } = step.apply(before)
  const { from, to } = step
  return new ReplaceStep(from, to, doc!.slice(from, to + doc!.content.size - before.content.size))
}

/** Whether the server knows steps of this type, or carries them out. */
export function isKnown(step: Step): boolean {
  return [ReplaceStep, ReplaceAroundStep, AddMarkStep, RemoveMarkStep, AttrStep, MoveStep].some(
    type => step instanceof type,
  )
}

export function sameStep(a: Step, b: Step): boolean {
  return JSON.stringify(a.toJSON()) === JSON.stringify(b.toJSON())
}

const REF = /^[0-9a-z]{8}-(\d+)$/

/** A ref never used before. It carries the version that its author had seen when making the oldest of its steps. */
export function newRef(id: string, seen: number): string {
  return `${id}-${seen}`
}

/** The version that a commit's author had seen; other clients make refs of their own, and are taken to have seen all. */
export function seenBy(ref: string): number {
  return Number(REF.exec(ref)?.[1] ?? Number.POSITIVE_INFINITY)
}

function isPlain(step: ReplaceStep): boolean {
  const { content, openStart, openEnd } = step.slice
  if (isStructural(step) || openStart || openEnd || content.childCount > 1) return false
  return !content.firstChild || (content.firstChild.isText && !content.firstChild.marks.length)
}

function wordsOf(step: ReplaceStep): string {
  return step.slice.content.firstChild?.text ?? ''
}

function sizeOf(json: string): number {
  return new TextEncoder().encode(json).length
}
