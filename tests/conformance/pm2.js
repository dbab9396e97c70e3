// pm2.js prepare FILE: puts a stand-in where each application of the ecosystem
//	file FILE should be, and makes the folders of the logs; it is a server on its
//	PORT that tells what it sees, or without PORT a program that writes its
//	environment to NAME.env where it runs
// pm2.js judge FILE JLIST started|reloaded: compares FILE with what PM2 lists and
//	with what the stand-ins answer; prints lines "ok ..." and "not ok ..."
'use strict';
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

const standIn = `
const http = require('http');
const server = http.createServer((request, response) => {
	if (request.url === '/env')
		return response.end(JSON.stringify({ instance: process.pid, env: process.env }));
	const headers = {};
	for (let i = 0; i < request.rawHeaders.length; i += 2)
		headers[request.rawHeaders[i]] = request.rawHeaders[i + 1];
	const path = request.url.split('?')[0];
	response.end(JSON.stringify({
		name: process.env.name, method: request.method, path, headers }));
});
const ready = () => process.send && process.send('ready');
if (process.env.PORT) {
	server.listen(Number(process.env.PORT), ready);
} else {
	require('fs').writeFileSync(process.env.name + '.env', JSON.stringify(process.env));
	setInterval(() => {}, 1000);
	ready();
}
process.on('SIGINT', () => process.env.PORT ? server.close(() => process.exit(0)) : process.exit(0));
`;

// By stack: the ports of its applications, undefined where one listens on none.
const stacks = {
	'e-maintenance': {
		'user-service': '3001',
		'work-order-service': '3002',
		'asset-service': '3003',
		web: '3000',
	},
	lulab: { api: '3000', worker: undefined },
};

function prepare(apps) {
	for (const app of apps) {
		const cwd = app.cwd || process.cwd();
		const script = path.resolve(cwd, app.script);
		fs.mkdirSync(path.dirname(script), { recursive: true });
		fs.writeFileSync(script, standIn, { mode: 0o755 });
		for (const log of [app.out_file, app.error_file, app.log_file])
			if (log)
				fs.mkdirSync(path.dirname(log), { recursive: true });
	}
}

function same(what, want, got) {
	const equal = JSON.stringify(want) === JSON.stringify(got);
	console.log(equal ? `ok ${what}: ${JSON.stringify(got)}`
		: `not ok ${what}: expected ${JSON.stringify(want)}, found ${JSON.stringify(got)}`);
}

function ask(port) {
	return new Promise((resolve, reject) => {
		http.get({ host: '127.0.0.1', port, agent: false, path: '/env' }, (response) => {
			let text = '';
			response.on('data', (part) => { text += part; });
			response.on('end', () => resolve(JSON.parse(text)));
		}).on('error', reject);
	});
}

// The environment the application runs with.
async function seenBy(app) {
	if (app.env.PORT)
		return (await ask(Number(app.env.PORT))).env;
	return JSON.parse(fs.readFileSync(path.join(app.cwd, `${app.name}.env`)));
}

function count(app) {
	return app.instances === 'max' ? os.cpus().length : app.instances || 1;
}

async function judge(apps, list) {
	const stack = Object.keys(stacks).find((name) => apps[0].namespace.startsWith(`${name}-`));
	const expected = stacks[stack] || {};
	same('applications', Object.keys(expected).sort(), apps.map((app) => app.name).sort());
	for (const app of apps) {
		const running = list.filter((one) => one.name === app.name);
		same(`${app.name} instances`, count(app), running.length);
		for (const one of running) {
			const { status, exec_mode: mode, restart_time: restarts } = one.pm2_env;
			if (status !== 'online' || mode !== `${app.exec_mode}_mode`)
				same(`${app.name} as it runs`, ['online', `${app.exec_mode}_mode`], [status, mode]);
			if (when === 'started' && restarts)
				console.log(`not ok ${app.name} restarted ${restarts} times`);
		}
		same(`${app.name} memory limit`, bytes(app.max_memory_restart),
			running[0] && running[0].pm2_env.max_memory_restart);
		same(`${app.name} port`, expected[app.name], app.env.PORT && String(app.env.PORT));
		const env = await seenBy(app);
		const seen = {};
		for (const key of Object.keys(app.env))
			seen[key] = env[key];
		const want = {};
		for (const [key, value] of Object.entries(app.env))
			want[key] = String(value);
		const equal = JSON.stringify(want) === JSON.stringify(seen);
		console.log(equal ? `ok ${app.name} sees its ${Object.keys(want).length} variables`
			: `not ok ${app.name} sees other variables`);
	}
	const answers = new Set();
	const many = apps.find((app) => app.env.PORT && count(app) > 1);
	for (let i = 0; many && i < 40; i++)
		answers.add((await ask(Number(many.env.PORT))).instance);
	if (many)
		same(`instances of ${many.name} that answer`, count(many), answers.size);
}

function bytes(text) {
	const unit = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
	const found = /^(\d+)([KMG])?$/.exec(text || '');
	return found ? Number(found[1]) * (unit[found[2]] || 1) : undefined;
}

const [, , command, file, list, when] = process.argv;
const { apps } = require(path.resolve(file));
if (command === 'prepare') {
	prepare(apps);
} else {
	judge(apps, JSON.parse(fs.readFileSync(list, 'utf8'))).catch((error) => {
		console.log(`not ok ${error.message}`);
		process.exitCode = 1;
	});
}
