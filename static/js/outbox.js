// outbox.js – what is typed survives a broken line. Forms marked data-keep:
//   "text"  every word is kept in this browser until the server has it; a post that does not arrive is queued and
//           sent again, with the same request_key, once the line is back: the server does it once
//   "act"   a button: if it does not arrive, that is said, and nothing is sent later behind anybody's back
// Words stand in data-* of the element [data-outbox]; data-who tells whose they are. Without this file
// the forms are plain forms. A refusal is posted again by the browser itself, so that its page is shown.
const box = document.querySelector('[data-outbox]')
const who = box?.dataset.who ?? ''
const QUEUE = 'outbox.queue'
const RETRY = 4000
let draining = false

function read (key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise } catch { return otherwise }
}

function write (key, value) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch { /* full or forbidden: the plain form still works */ }
}

function queue () { return read(QUEUE, []).filter((entry) => entry.who === who) }
function drop (entry) { write(QUEUE, read(QUEUE, []).filter((other) => other.id !== entry.id)) }

function say (words) {
  box.textContent = words
  box.hidden = !words
}

function sayWaiting (kind = 'waiting') {
  const labels = queue().map((entry) => entry.label)
  if (labels.length) say(`${box.dataset[kind]} ${labels.join(' · ')}`)
}

/* Drafts: the fields of one form, under its address. */

function addressOf (form, button) {
  return new URL(button?.hasAttribute('formaction') ? button.formAction : form.getAttribute('action') || '', location.href).href
}

function draftKey (form) { return `outbox.draft ${who} ${new URL(addressOf(form)).pathname}` }

function fields (form) {
  return [...form.elements].filter((e) => e.name && e.type !== 'hidden' && e.type !== 'submit')
}

function untouched (e) {
  if (e.tagName !== 'SELECT') return e.value === e.defaultValue
  const usual = [...e.options].findIndex((option) => option.defaultSelected)
  return e.selectedIndex === Math.max(usual, 0)
}

function keepDraft (form) {
  const typed = fields(form)
  if (typed.every(untouched)) { write(draftKey(form), null); return }
  const values = Object.fromEntries(typed.map((e) => [e.name, e.value]))
  write(draftKey(form), { values, version: form.elements.version?.value })
}

/** Puts back what was typed and not sent; says so where it was typed before this visit. */
function restore (form) {
  const draft = read(draftKey(form), null)
  if (!draft) return false
  // The server shows what was typed, beside the newer text: the draft stays as it is until it is taken.
  if (form.querySelector('.govuk-error-message')) return false
  let changed = false
  for (const e of fields(form)) {
    if (!(e.name in draft.values) || e.value === draft.values[e.name]) continue
    e.value = draft.values[e.name]
    changed = true
  }
  if (!changed) { write(draftKey(form), null); return false }
  // It rests on the text as it was then: the server shows both where somebody has written since.
  if (draft.version !== undefined && form.elements.version) form.elements.version.value = draft.version
  form.closest('details')?.setAttribute('open', '')
  return true
}

/* Sending. */

async function post (url, pairs) {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(pairs),
      headers: { 'Council-Outbox': '1' },
      redirect: 'manual',
      signal: AbortSignal.timeout(15000)
    })
    if (answer.type === 'opaqueredirect') return { away: true }
    if (answer.status >= 500 || answer.status === 429) return { lost: true, tired: true }
    if (!answer.ok || !answer.headers.get('Content-Type')?.includes('json')) return { refused: true }
    return { done: true, ...await answer.json() }
  } catch {
    return { lost: true }
  }
}

function pairsOf (form, button) {
  const pairs = [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  if (button?.name) pairs.push([button.name, button.value])
  return pairs
}

async function send (form, button) {
  const url = addressOf(form, button)
  const pairs = pairsOf(form, button)
  const keeps = form.dataset.keep === 'text'
  if (keeps) keepDraft(form)
  form.dataset.busy = 'yes'
  const answer = await post(url, pairs)
  delete form.dataset.busy
  if (answer.done) { arrived(form, pairs, answer); return }
  if (answer.refused) { postAgain(url, pairs); return }
  if (!keeps) { say(box.dataset[answer.away ? 'away' : 'lost']); return }
  const label = form.querySelector('textarea, input:not([type=hidden])')?.labels?.[0]?.textContent ?? ''
  const entry = { id: newKey(), who, url, pairs, label, draft: draftKey(form) }
  // What waits for the same address is replaced: this is the newer wording.
  write(QUEUE, [...read(QUEUE, []).filter((e) => !(e.who === who && e.url === url && e.draft === entry.draft)), entry])
  sayWaiting(answer.away ? 'away' : answer.tired ? 'tired' : 'waiting')
}

function arrived (form, pairs, answer) {
  drainAway(form)
  if (answer.version === null || answer.version === undefined) {
    write(draftKey(form), null)
    location.assign(answer.to)
    return
  }
  settle(form, pairs, answer.version)
  say(answer.said)
}

/** What waited for the same address is in the words that have arrived. */
function drainAway (form) {
  const key = draftKey(form)
  write(QUEUE, read(QUEUE, []).filter((entry) => !(entry.who === who && entry.draft === key)))
}

/** The form stays on the page: what was sent is the usual text now; what was typed since is a draft. */
function settle (form, pairs, version) {
  const sent = new Map(pairs)
  for (const e of fields(form)) if (e.tagName !== 'SELECT' && sent.has(e.name)) e.defaultValue = sent.get(e.name)
  if (form.elements.request_key) form.elements.request_key.value = newKey()
  if (version !== null && version !== undefined) {
    const group = form.dataset.version
    const same = group ? document.querySelectorAll(`form[data-version="${group}"]`) : [form]
    for (const other of same) if (other.elements.version) other.elements.version.value = version
  }
  keepDraft(form)
}

function newKey () {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** The browser posts it as a plain form, to show the page that says why not. */
function postAgain (url, pairs) {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  form.hidden = true
  for (const [name, value] of pairs) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}

/** The token of this page: the one that was queued may belong to a session that is over. */
function fresh (pairs) {
  const token = document.querySelector('input[name=csrf_token]')?.value
  return pairs.map(([name, value]) => [name, name === 'csrf_token' && token ? token : value])
}

async function drain () {
  const sent = []
  for (const entry of queue()) {
    const answer = await post(entry.url, fresh(entry.pairs))
    if (answer.lost) { sayWaiting(answer.tired ? 'tired' : 'waiting'); return }
    if (answer.away) { sayWaiting('away'); return }
    drop(entry)
    if (answer.refused) { postAgain(entry.url, fresh(entry.pairs)); return }
    sent.push(entry.label)
    land(entry, answer)
  }
  if (sent.length) say(`${box.dataset.sent} ${sent.join(' · ')}`)
}

/** A queued post has arrived: the form on this page is done with, but for what was typed since. */
function land (entry, answer) {
  const form = [...document.forms].find((f) => f.dataset.keep && !f.dataset.busy && draftKey(f) === entry.draft)
  if (!form) { write(entry.draft, null); return }
  const now = new Map(pairsOf(form))
  const same = fields(form).every((e) => new Map(entry.pairs).get(e.name) === now.get(e.name))
  settle(form, entry.pairs, answer.version)
  if (same && (answer.version === null || answer.version === undefined)) { form.reset(); write(entry.draft, null) }
}

async function flush () {
  if (draining || !queue().length) return
  draining = true
  try {
    if (navigator.locks) await navigator.locks.request('outbox', drain)
    else await drain()
  } finally { draining = false }
}

if (box) {
  const forms = () => [...document.querySelectorAll('form[data-keep=text]')]
  const before = sessionStorage.getItem('outbox.here')
  const restored = forms().map(restore).some(Boolean)
  sessionStorage.setItem('outbox.here', '1')
  if (restored && !before) say(box.dataset.kept)
  document.addEventListener('input', (event) => {
    const form = event.target.form
    if (form?.dataset.keep === 'text') keepDraft(form)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.dataset.keep) return
    event.preventDefault()
    if (!form.dataset.busy) send(form, event.submitter)
  }, true)
  window.addEventListener('online', flush)
  setInterval(flush, RETRY)
  sayWaiting()
  flush()
}
