// start.js – tells the style sheets that scripts run, then starts the small parts that a page carries.
import { initAll } from '../vendor/govuk-frontend/govuk-frontend.min.js'
import { startDoubleSubmit } from './double-submit.js'
import { startPrint } from './print.js'
import { startReadAloud } from './read-aloud.js'
import { startVoiceNotes } from './voice-note.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

/** Starts everything inside one part of the page; htmx brings new parts later. */
function start (root) {
  initAll({ scope: root })
  startReadAloud(root)
  startVoiceNotes(root)
  startPrint(root)
}

start(document.body)
startDoubleSubmit(document)
document.body.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt)
})
