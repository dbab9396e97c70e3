// What raw-production needs and PM2 has no command for.
// Made by `stackc build`; edits are lost.

const namespace = "raw-production";

const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { cpus } = require("node:os");
const path = require("node:path");

function pm2(...args) {
  const stdio = ["ignore", "pipe", "inherit"];
  return execFileSync("pm2", args, { encoding: "utf8", maxBuffer: 1 << 28, stdio });
}

// PM2 may print advice before the list.
function running() {
  return JSON.parse(pm2("jlist").trim().split("\n").pop());
}

function ours() {
  return running().filter((one) => one.pm2_env.namespace === namespace);
}

function end(instances) {
  // The last one started goes first.
  const ids = instances.map((one) => one.pm_id).sort((a, b) => b - a);
  for (const id of ids) pm2("delete", String(id));
}

function wantedCount(app) {
  return app.instances === "max" ? cpus().length : app.instances;
}

// A reload keeps these as they were when the app was first started.
function hasMoved(app, env) {
  const script = path.resolve(app.cwd, app.script);
  return (
    (existsSync(script) && script !== env.pm_exec_path) ||
    app.cwd !== env.pm_cwd ||
    `${app.exec_mode}_mode` !== env.exec_mode ||
    app.out_file !== env.pm_out_log_path ||
    (app.interpreter &&
      path.basename(app.interpreter) !== path.basename(env.exec_interpreter))
  );
}

// PM2 knows apps by name alone: a reload would change somebody else's.
function refuseForeign(apps) {
  for (const one of running()) {
    if (one.pm2_env.namespace === namespace) continue;
    if (!apps.some((app) => app.name === one.name)) continue;
    throw new Error(
      `PM2 already runs an app '${one.name}' that is not of ${namespace}; ` +
        `end it first: pm2 delete ${one.pm_id}`,
    );
  }
}

// Ends apps that are gone or have moved, and scales those whose number changed.
function settle() {
  const { apps } = require("./ecosystem.config.cjs");
  refuseForeign(apps);
  const instances = ours();
  for (const name of new Set(instances.map((one) => one.name))) {
    const app = apps.find((one) => one.name === name);
    const group = instances.filter((one) => one.name === name);
    if (!app || hasMoved(app, group[0].pm2_env)) end(group);
    else if (group.length !== wantedCount(app))
      pm2("scale", name, String(wantedCount(app)));
  }
}

// As many instances as there should be run, and have for so long: one that fails
// at once does not.
function online(name, milliseconds) {
  const { apps } = require("./ecosystem.config.cjs");
  const app = apps.find((one) => one.name === name);
  const group = ours().filter((one) => one.name === name);
  return (
    group.length === wantedCount(app) &&
    group.every(
      ({ pm2_env: env }) =>
        env.status === "online" && Date.now() - env.pm_uptime >= milliseconds,
    )
  );
}

function main([command, name]) {
  if (command === "settle") return settle();
  if (command === "online") return process.exit(online(name, 0) ? 0 : 1);
  if (command === "steady") return process.exit(online(name, 2000) ? 0 : 1);
  if (command === "stop") return end(ours());
  throw new Error("usage: node apps.cjs settle | online NAME | steady NAME | stop");
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
