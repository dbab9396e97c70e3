// The programs of apps-laptop that run to their end at each deploy:
//   node once.cjs NAME
// Made by `stackc build`; edits are lost.

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see ../.env.example`);
  return value;
}

const jobs = {
  "migrate": {
    "script": "migrate.js",
    "cwd": "/srv/api",
    "env": {
      "DATABASE_URL": "postgres://api:" + need("DB_PASSWORD") + "@db.internal.example.com:5432/api"
    }
  }
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["DB_PASSWORD"]) delete process.env[name];

const { spawnSync } = require("node:child_process");
const path = require("node:path");

const job = jobs[process.argv[2]];
if (!job) {
  console.error(`usage: node once.cjs ${Object.keys(jobs).join(" | ")}`);
  process.exit(2);
}
const script = path.resolve(job.cwd, job.script);
const isNode = /(^|\/)[^./]+$|\.([cm]?js|ts)$/.test(job.script);
const program = job.interpreter || (isNode ? process.execPath : script);
const args = [...(job.args || [])];
if (program !== script) args.unshift(...(job.node_args || []), script);
const result = spawnSync(program, args, {
  cwd: job.cwd,
  env: { ...process.env, ...job.env },
  stdio: "inherit",
});
if (result.error) console.error(result.error.message);
process.exit(result.status === null ? 1 : result.status);
