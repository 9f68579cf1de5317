// On every page: the theme, menus, dialogs, times, copying and forms. Nothing here is needed to read or to act.
import { keepVisiting } from '../accounts/visits.ts'
import { keepAnswers } from '../shell/answers.ts'
import { keepCopying } from '../shell/copying.ts'
import { keepDialogs } from '../shell/dialogs.ts'
import { keepForms } from '../shell/forms.ts'
import { keepMenus } from '../shell/menus.ts'
import { keepTheme } from '../shell/theme.ts'
import { keepTimesDrawn } from '../shell/times.ts'

const root = document.documentElement
keepTheme(root)
keepAnswers(root)
keepMenus(root)
keepDialogs(root)
keepForms(root)
keepCopying(root)
keepTimesDrawn(root)
keepVisiting()
