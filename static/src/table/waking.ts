// When a page has reason to believe that its line came back, or died unnoticed: the network says so, a laptop was opened,
// a tab is looked at again.
import type { Connection } from '../live/connection.ts'

export function keepAwake(connection: Connection): void {
  addEventListener('online', () => connection.wake())
  addEventListener('pageshow', () => connection.wake())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') connection.wake()
  })
}
