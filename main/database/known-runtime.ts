/*
 * Before pg: says that this is Node, as Node itself does since version 21. Where nothing says so, pg makes an HTTP
 * response to see whether it runs at Cloudflare, and Node loads its HTTP client for that: 40 ms of each start.
 */
if (!('navigator' in globalThis))
  Object.assign(globalThis, { navigator: { userAgent: `Node.js/${parseInt(process.versions.node)}` } });
