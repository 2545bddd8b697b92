// print.js – shows the print button where the browser can print.

export function startPrint (root) {
  for (const button of root.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => window.print())
  }
}

if (document.documentElement.classList.contains('paper')) startPrint(document)
