// Asks a security key for what a form needs, and sends that. Without it, the form stays hidden.

const form = document.getElementById("security-key");
const asked = JSON.parse(document.getElementById("security-key-options").textContent);
const keys = window.PublicKeyCredential;

function answer() {
  if (asked.creation_options) {
    const publicKey = keys.parseCreationOptionsFromJSON(asked.creation_options.publicKey);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = keys.parseRequestOptionsFromJSON(asked.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const failed = document.getElementById("security-key-failed");
  failed.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await answer());
  } catch (error) {
    console.warn(error);
    failed.hidden = false;
    return;
  }
  form.submit();
});

if (keys?.parseCreationOptionsFromJSON) {
  form.hidden = false;
  document.getElementById("security-key-needs").hidden = true;
}
