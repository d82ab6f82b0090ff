// A provider of OpenID Connect: node provider.mjs MODULES PORT REDIRECT_URI
// Whatever name one logs in with is known, and is in the group spp-editors if it begins with "editor".
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port, redirectUri] = process.argv.slice(2);
const found = createRequire(`${modules}/`).resolve("oidc-provider");
const { Provider } = await import(pathToFileURL(found));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "tracker", client_secret: "a secret of the test", redirect_uris: [redirectUri] }],
  claims: {
    openid: ["sub"],
    profile: ["preferred_username", "given_name", "family_name", "groups"],
    email: ["email"],
  },
  cookies: { keys: ["signs nothing outside of the test"] },
  findAccount: (_context, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      preferred_username: name,
      given_name: "Jane",
      family_name: "Doe",
      email: `${name}@example.org`,
      groups: name.startsWith("editor") ? ["spp-editors"] : [],
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
