// read-aloud.js – reads a part of the page aloud where the browser has a voice for its language.
// Markup: <button type="button" data-read-aloud="id-of-the-text" data-stop="停" hidden>读给我听</button>

/** Shows the buttons only where reading is possible. */
export function startReadAloud (root) {
  if (!('speechSynthesis' in window)) return
  for (const button of root.querySelectorAll('[data-read-aloud]')) {
    const text = document.getElementById(button.dataset.readAloud)
    if (!text) continue
    button.hidden = false
    const say = button.textContent
    button.addEventListener('click', () => {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); return }
      speak(text, () => { button.textContent = say })
      button.textContent = button.dataset.stop
    })
  }
  window.addEventListener('pagehide', () => speechSynthesis.cancel())
}

function speak (element, done) {
  const language = element.closest('[lang]')?.lang ?? 'zh-Hans'
  const utterance = new SpeechSynthesisUtterance(element.innerText)
  utterance.lang = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW' }[language] ?? language
  utterance.rate = 0.9
  utterance.addEventListener('end', done)
  utterance.addEventListener('error', done)
  speechSynthesis.speak(utterance)
}
