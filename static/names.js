// What is selected in a public text is offered as the words that are replaced.
const words = document.querySelector('#words [name="words"]');
for (const field of document.querySelectorAll('#draft textarea, #draft input[type="text"]')) {
  field.addEventListener("select", () => {
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd).trim();
    if (words && chosen && chosen.length <= 200) words.value = chosen.replace(/\s+/g, " ");
  });
}
