// Brings the summary of what to mend to the reader.
document.querySelector(".summary")?.focus();
