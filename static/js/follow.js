// follow.js – keeps a part of the page as the meeting is: asks with the tag of what it shows, and
// is mostly told "304, nothing new". Clocks run on the server's time. Without it the page reloads.
const part = document.querySelector('[data-follow]')
const status = document.getElementById('follow-status')
const lost = document.getElementById('follow-lost')
const every = Number(part?.dataset.every) || 1000
let tag = part?.dataset.tag
let ahead = Number(part?.dataset.now) - Date.now() || 0
let failures = 0

function two (n) { return String(n).padStart(2, '0') }

/** Shows how much time is left, and what time it is. */
function tick () {
  const now = Date.now() + ahead
  for (const e of part.querySelectorAll('[data-until]')) {
    const left = Math.ceil((Number(e.dataset.until) - now) / 1000)
    const s = Math.abs(left)
    e.textContent = (left < 0 ? '+' : '') + Math.floor(s / 60) + ':' + two(s % 60)
    e.classList.toggle('is-over', left <= 0)
    e.classList.toggle('is-short', left > 0 && left <= 15)
  }
  for (const e of part.querySelectorAll('[data-clock]')) {
    e.textContent = new Date(now).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' })
  }
}

function said () { return [...part.querySelectorAll('[data-say]')].map((e) => e.textContent.trim()).join(' ') }

/** Puts in what is new; what was open stays open, what had the focus keeps it. */
function show (html) {
  const before = said()
  const focused = part.contains(document.activeElement) ? document.activeElement.id : ''
  const open = [...part.querySelectorAll('details')].map((e) => e.open)
  part.innerHTML = html
  part.querySelectorAll('details').forEach((e, n) => { e.open = open[n] || false })
  if (focused) document.getElementById(focused)?.focus()
  if (status && said() !== before) status.textContent = said()
  tick()
}

async function ask () {
  let wait = every
  try {
    const sent = Date.now()
    const answer = await fetch(part.dataset.follow, { headers: { 'If-None-Match': `"${tag}"` }, signal: AbortSignal.timeout(8000) })
    if (answer.status === 200 && !answer.redirected) {
      const now = Number(answer.headers.get('Council-Now'))
      if (now) ahead = now - (sent + Date.now()) / 2
      tag = (answer.headers.get('ETag') || '').replace(/^W\//, '').replaceAll('"', '')
      show(await answer.text())
    } else if (answer.status !== 304) {
      throw new Error(answer.status)
    }
    failures = 0
  } catch {
    failures += 1
    wait = Math.min(every * failures, 10000)
  }
  if (lost) lost.hidden = failures < 2
  part.classList.toggle('is-lost', failures > 1)
  setTimeout(ask, document.hidden ? Math.max(wait, 5000) : wait)
}

if (part) {
  tick()
  setInterval(tick, 250)
  setTimeout(ask, every)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tick() })
}
