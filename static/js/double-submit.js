// double-submit.js – an impatient second tap does not send a form twice. The server is safe without it
// (idempotency keys); this only spares people the puzzle.

/** Watches every form of the document. A download form says data-repeat and is left alone. */
export function startDoubleSubmit (root) {
  root.addEventListener('submit', (event) => {
    const form = event.target
    if (form.hasAttribute('data-repeat') || event.defaultPrevented) return
    if (form.dataset.sent) { event.preventDefault(); return }
    form.dataset.sent = 'yes'
    // Disabled only after the browser has read which button was pressed.
    setTimeout(() => { for (const button of buttons(form)) button.setAttribute('aria-disabled', 'true') }, 0)
    setTimeout(() => release(form), 8000)
  })
  window.addEventListener('pageshow', () => { for (const form of document.forms) release(form) })
  root.addEventListener('htmx:afterRequest', (event) => {
    const form = event.target.closest('form')
    if (form) release(form)
  })
}

function buttons (form) {
  return [...form.elements].filter((element) => element.type === 'submit')
}

function release (form) {
  delete form.dataset.sent
  for (const button of buttons(form)) button.removeAttribute('aria-disabled')
}
