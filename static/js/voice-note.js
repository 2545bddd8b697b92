// voice-note.js – records a voice note into the file field beside it. Without it, the file field
// opens the phone's own recorder.
// Markup: <div data-voice-note data-most="120"><input type="file"> <button type="button" data-record hidden>
//         <span data-said></span> <audio controls hidden></div>; the words stand in data-words-*.

export function startVoiceNotes (root) {
  if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia || !window.DataTransfer) return
  for (const box of root.querySelectorAll('[data-voice-note]')) arm(box)
}

function arm (box) {
  const button = box.querySelector('[data-record]')
  let recorder = null
  button.hidden = false
  button.addEventListener('click', async () => {
    if (recorder?.state === 'recording') { recorder.stop(); return }
    try {
      recorder = await record(box, button)
    } catch {
      say(box, box.dataset.wordsRefused)
    }
  })
}

async function record (box, button) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const recorder = new MediaRecorder(stream)
  const pieces = []
  const start = button.textContent
  const limit = setTimeout(() => recorder.stop(), 1000 * Number(box.dataset.most || 120))
  recorder.addEventListener('dataavailable', (event) => pieces.push(event.data))
  recorder.addEventListener('stop', () => {
    clearTimeout(limit)
    for (const track of stream.getTracks()) track.stop()
    button.textContent = start
    keep(box, new Blob(pieces, { type: recorder.mimeType }))
  })
  recorder.start()
  button.textContent = box.dataset.wordsStop
  say(box, box.dataset.wordsRecording)
  return recorder
}

function keep (box, sound) {
  const ending = sound.type.includes('mp4') ? 'm4a' : sound.type.includes('ogg') ? 'ogg' : 'webm'
  const files = new DataTransfer()
  files.items.add(new File([sound], `voice.${ending}`, { type: sound.type.split(';')[0] }))
  box.querySelector('input[type=file]').files = files.files
  say(box, box.dataset.wordsKept)
}

function say (box, words) {
  box.querySelector('[data-said]').textContent = words ?? ''
}
