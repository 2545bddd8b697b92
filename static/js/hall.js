// hall.js – the chair's screen follows the meeting: when somebody else has moved it on, the forms around the part that
// follows are fetched anew, but never under the fingers of somebody who types.
const part = document.querySelector('[data-follow]')
const news = document.getElementById('hall-news')

function stamp () { return part.querySelector('[data-stamp]')?.dataset.stamp }

function typing () {
  const active = document.activeElement
  if (active && ['INPUT', 'TEXTAREA', 'SELECT'].includes(active.tagName)) return true
  return [...document.querySelectorAll('main textarea, main input:not([type=hidden])')].some((e) => e.value !== e.defaultValue)
}

if (part) {
  const opened = stamp()
  new MutationObserver(() => {
    const now = stamp()
    if (!now || now === opened || document.querySelector('form[data-busy]')) return
    if (typing() || document.querySelector('main details[open]')) news.hidden = false
    else location.reload()
  }).observe(part, { childList: true })
}
