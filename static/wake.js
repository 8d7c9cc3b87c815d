// Asks the browser to be woken, and tells the server where. Browsers that can't keep the page as it is.
const form = document.querySelector("#wake");
const said = document.querySelector("#wake-said");
const button = form.querySelector("button");

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  said.textContent = "";
  button.hidden = false;
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") {
        said.textContent = form.dataset.refused;
        return;
      }
      await navigator.serviceWorker.register(form.dataset.worker, { scope: "/account/" });
      const worker = await navigator.serviceWorker.ready;
      const asked = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.key });
      form.elements.endpoint.value = asked.endpoint;
      form.submit();
    } catch {
      said.textContent = form.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
}
