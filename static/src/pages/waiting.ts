// The page of a PDF that is being made.
import { keepWaiting } from '../export/waiting.ts'

void keepWaiting()
