// What every state of a live text needs: its rules, its side of the protocol, history, ids and the cursors of others.
import { history } from 'prosemirror-history'
import type { Plugin } from 'prosemirror-state'
import { cursorsPlugin } from './cursors.ts'
import { idsPlugin } from './ids.ts'
import type { Rules } from './protocol.ts'
import { rulesPlugin, type Stopped } from './rules.ts'
import { sync } from './sync.ts'

/** Deep, since history must keep an item for each step of days offline. */
const DEPTH = 10_000

export function editing(
  version: number,
  newId: () => string,
  rules: () => Rules,
  stopped: (stop: Stopped) => void,
): Plugin[] {
  return [
    rulesPlugin(rules, stopped),
    sync(version),
    history({ depth: DEPTH }),
    idsPlugin(newId),
    cursorsPlugin(),
  ]
}
