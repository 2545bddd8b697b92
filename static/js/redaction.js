// redaction.js – draws black areas over the pages of a voucher and writes them into the lines of the form.
// The lines are what is sent: without this file they are typed. Mouse and pen draw at once; a finger
// scrolls until "draw with a finger" is pressed. An area is a button: arrow keys move it, with Shift
// they change its size, Delete takes it away. Everything is in thousandths of the page.
const WHOLE = 1000
const LEAST = 8
const STEP = 10
const NAMES = ['x', 'y', 'w', 'h']

/** Starts every desk of the page. */
export function startRedaction (root) {
  for (const desk of root.querySelectorAll('[data-redaction]')) arm(desk)
}

function arm (desk) {
  for (const part of desk.querySelectorAll('[data-scripted]')) part.hidden = false
  for (const leaf of desk.querySelectorAll('[data-page]')) armLeaf(desk, leaf)
  const body = desk.querySelector('[data-areas]')
  for (const row of body.rows) show(desk, row)
  body.addEventListener('input', (event) => show(desk, event.target.closest('tr')))
}

function armLeaf (desk, leaf) {
  const sheet = leaf.querySelector('[data-sheet]')
  const finger = leaf.querySelector('[data-finger]')
  sheet.classList.add('is-scripted')
  sheet.addEventListener('pointerdown', (event) => press(desk, leaf, sheet, event))
  sheet.addEventListener('keydown', (event) => { if (event.target.row) keys(desk, event) })
  leaf.querySelector('[data-add]').addEventListener('click', () => {
    const area = add(desk, leaf, fresh(desk))
    area.focus()
    area.scrollIntoView({ block: 'nearest' })
  })
  finger.addEventListener('click', () => {
    const on = sheet.classList.toggle('is-finger')
    finger.setAttribute('aria-pressed', String(on))
  })
}

// ---- lines and areas -------------------------------------------------------------------------

/** A line of the form for a new area, and the area itself. */
function add (desk, leaf, box) {
  const row = free(desk)
  row.querySelector('[name=page]').value = leaf.dataset.page
  write(row, box)
  return show(desk, row)
}

/** A place in the middle that no other area has exactly. */
function fresh (desk) {
  const taken = [...desk.querySelector('[data-areas]').rows].map(read)
  const box = { x: 300, y: 470, w: 400, h: 60 }
  while (taken.some((one) => one && one.x === box.x && one.y === box.y)) box.y = (box.y + 70) % 940
  return box
}

function free (desk) {
  const body = desk.querySelector('[data-areas]')
  const empty = [...body.rows].find((row) => [...row.querySelectorAll('input')].every((one) => !one.value))
  if (empty) return empty
  const row = body.rows[body.rows.length - 1].cloneNode(true)
  const n = body.rows.length + 1
  row.cells[0].textContent = n
  for (const input of row.querySelectorAll('input')) {
    input.value = ''
    input.setAttribute('aria-label', input.getAttribute('aria-label').replace(/\d+$/, n))
  }
  return body.appendChild(row)
}

function write (row, box) {
  for (const name of NAMES) row.querySelector(`[name=${name}]`).value = String(box[name] / 10)
}

/** What a line says, or null where it is no area. */
function read (row) {
  const box = {}
  for (const name of NAMES) {
    const text = row.querySelector(`[name=${name}]`).value.trim()
    if (!/^\d{1,3}(\.\d)?$/.test(text)) return null
    box[name] = Math.round(Number(text) * 10)
  }
  const fits = box.w > 0 && box.h > 0 && box.x + box.w <= WHOLE && box.y + box.h <= WHOLE
  return fits ? box : null
}

/** Puts the area of a line where the line says; takes it away where it says nothing. */
function show (desk, row) {
  const box = read(row)
  const page = row.querySelector('[name=page]').value.trim() || '1'
  const sheet = desk.querySelector(`[data-page="${CSS.escape(page)}"] [data-sheet]`)
  if (!box || !sheet) { row.area?.remove(); row.area = null; return null }
  row.area ??= button(row)
  if (row.area.parentElement !== sheet) sheet.append(row.area)
  const place = { left: box.x, top: box.y, width: box.w, height: box.h }
  for (const [side, value] of Object.entries(place)) row.area.style[side] = `${value / 10}%`
  row.area.setAttribute('aria-label', said(desk, row, page, box))
  return row.area
}

function button (row) {
  const area = document.createElement('button')
  area.type = 'button'
  area.className = 'area'
  area.row = row
  area.setAttribute('aria-describedby', 'redaction-keys')
  const grip = document.createElement('span')
  grip.className = 'area__grip'
  area.append(grip)
  return area
}

function said (desk, row, page, box) {
  const values = { page, n: row.cells[0].textContent, x: box.x / 10, y: box.y / 10, w: box.w / 10, h: box.h / 10 }
  return desk.dataset.wordsArea.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

function tell (desk, words) {
  desk.querySelector('[data-said]').textContent = words
}

function remove (desk, area) {
  const next = area.nextElementSibling ?? area.previousElementSibling
  const leaf = area.closest('[data-page]')
  for (const input of area.row.querySelectorAll('input')) input.value = ''
  show(desk, area.row)
  tell(desk, desk.dataset.wordsGone)
  ;(next?.row ? next : leaf.querySelector('[data-add]')).focus()
}

// ---- keys ------------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }

function keys (desk, event) {
  const area = event.target
  if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault()
    remove(desk, area)
    return
  }
  const by = ARROWS[event.key]
  if (!by || event.ctrlKey || event.altKey || event.metaKey) return
  event.preventDefault()
  write(area.row, event.shiftKey ? sized(read(area.row), ...by) : moved(read(area.row), ...by))
  show(desk, area.row)
  tell(desk, area.getAttribute('aria-label'))
}

const between = (value, least, most) => Math.max(least, Math.min(value, most))

function moved (box, right, down) {
  return { ...box, x: between(box.x + right, 0, WHOLE - box.w), y: between(box.y + down, 0, WHOLE - box.h) }
}

function sized (box, right, down) {
  return { ...box, w: between(box.w + right, LEAST, WHOLE - box.x), h: between(box.h + down, LEAST, WHOLE - box.y) }
}

// ---- mouse, pen, finger ----------------------------------------------------------------------

function press (desk, leaf, sheet, event) {
  if (event.button !== 0) return
  const held = event.target.closest('.area')
  if (!held && event.pointerType === 'touch' && !sheet.classList.contains('is-finger')) return
  event.preventDefault()
  const start = at(sheet, event)
  if (!held) { follow(sheet, event, drawing(desk, leaf, start)); return }
  held.focus()
  const before = read(held.row)
  const change = event.target.classList.contains('area__grip') ? sized : moved
  follow(sheet, event, (point) => {
    write(held.row, change(before, point.x - start.x, point.y - start.y))
    show(desk, held.row)
  })
}

/** A new area from where the press began to where it is now; a mere click draws nothing. */
function drawing (desk, leaf, start) {
  let area = null
  return (point, over) => {
    const box = {
      x: Math.min(start.x, point.x),
      y: Math.min(start.y, point.y),
      w: Math.abs(start.x - point.x),
      h: Math.abs(start.y - point.y)
    }
    if (box.w >= LEAST && box.h >= LEAST) {
      if (area) { write(area.row, box); show(desk, area.row) } else area = add(desk, leaf, box)
    }
    if (over) area?.focus()
  }
}

function follow (sheet, event, step) {
  sheet.setPointerCapture(event.pointerId)
  const done = new AbortController()
  const listen = (name, then) => sheet.addEventListener(name, then, { signal: done.signal })
  listen('pointermove', (next) => step(at(sheet, next), false))
  listen('pointerup', (next) => { step(at(sheet, next), true); done.abort() })
  listen('pointercancel', () => done.abort())
}

function at (sheet, event) {
  const edge = sheet.querySelector('img').getBoundingClientRect()
  return {
    x: between(Math.round((event.clientX - edge.left) / edge.width * WHOLE), 0, WHOLE),
    y: between(Math.round((event.clientY - edge.top) / edge.height * WHOLE), 0, WHOLE)
  }
}

startRedaction(document)
