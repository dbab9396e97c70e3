/* The sandbox: what scripts see, and that hostile ones end. */
#include "check.h"
#include "script.h"

#include <lua.h>

static struct arena arena;
static struct script script;
static struct script_error error;

static const struct script_limits limits = {20000000, 8 << 20};

/* Runs `return { run = function() BODY end }` and leaves run's result. */
static bool
run(const char *body)
{
	lua_settop(script.lua, 0);
	struct text file =
		text_format(&arena, "return { run = function()\n%s\nend }", body);
	error = (struct script_error){0};
	if (!script_load(&script, file, &error))
		return false;
	lua_getfield(script.lua, -1, "run");
	return script_call(&script, 0, 1, limits, &error);
}

static bool
gives(const char *body, const char *want)
{
	bool is_run = run(body);
	struct text got = script_text(script.lua, -1);
	if (is_run && text_is(got, want))
		return true;
	fprintf(stderr, "%s\n\tgives '%.*s' (%.*s), not '%s'\n", body, TA(got),
	        TA(error.message), want);
	return false;
}

static bool
fails(const char *body, const char *want)
{
	struct text part = text_of(want);
	if (!run(body) && (!*want || text_find(error.message, part) < error.message.len))
		return true;
	fprintf(stderr, "%s\n\tfails with '%.*s', not '%s'\n", body, TA(error.message),
	        want);
	return false;
}

static void
test_library(void)
{
	CHECK(gives("return ('abc'):upper() .. ('x'):rep(3) .. #'four'", "ABCxxx4"));
	CHECK(gives("return string.format('%5.1f|%-3s|%q', 1.25, 'a', 'b')",
	            "  1.2|a  |\"b\""));
	CHECK(gives("local t = {3, 1, 2} table.sort(t) return table.concat(t, ',')",
	            "1,2,3"));
	CHECK(gives(
		"local t = {} for k, v in pairs({ b = 1, a = 2, [10] = 3, [9] = 4 }) do "
		"t[#t + 1] = k .. v end return table.concat(t, ' ')",
		"94 103 a2 b1"));
	CHECK(gives(
		"local t = { a = 1, b = 2 } local n = 0 for k in pairs(t) do t.b = nil "
		"n = n + 1 end return tostring(n)",
		"1"));
	CHECK(gives("return tostring(math.max(1, 2)) .. utf8.char(228)", "2\xC3\xA4"));
	CHECK(fails("return math.random()", "field 'random'"));
	CHECK(fails("return '1' + 1", "arithmetic"));
}

static void
test_patterns(void)
{
	CHECK(gives("return re.match('port 8080', '\\\\d+')", "8080"));
	CHECK(gives("local a, b, c = re.match('k=v', '(\\\\w)=(\\\\w)(x)?') "
	            "return a .. b .. tostring(c)",
	            "kvfalse"));
	CHECK(gives("return tostring(re.match('a', 'b'))", "nil"));
	CHECK(gives("return tostring(re.test('a', 'a(b)?'))", "true"));
	CHECK(gives("local a, b = re.find('xxabc', 'abc') return a .. ',' .. b", "3,5"));
	CHECK(gives("return table.concat(re.all('a1b22', '\\\\d+'), ',')", "1,22"));
	CHECK(gives("local t = re.all('a=1 b=2', '(\\\\w)=(\\\\d)') return t[2][1] .. "
	            "t[2][2]",
	            "b2"));
	CHECK(gives("return tostring(#re.all('abc', ''))", "4"));
	CHECK(fails("re.match('a', '(')", "missing closing parenthesis"));
	CHECK(gives("for i = 1, 200 do re.match('a', 'a' .. i) end return 'ok'", "ok"));
}

static void
test_nothing_leads_out(void)
{
	static const char *const absent[] = {
		"pcall",        "xpcall",         "load",         "loadstring",
		"dofile",       "require",        "io",           "os",
		"debug",        "package",        "coroutine",    "setmetatable",
		"getmetatable", "next",           "rawget",       "rawset",
		"rawlen",       "collectgarbage", "print",        "_G",
		"warn",         "table.move",     "table.pack",   "string.gsub",
		"string.find",  "string.gmatch",  "string.match", "string.dump",
		"string.pack",  "('').gsub",      "('').dump",
	};
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
		struct text body = text_format(&arena, "return type(%s)", absent[i]);
		CHECK(gives(body.ptr, "nil"));
	}
	struct script_error why;
	CHECK(!script_load(&script, T("\x1bLua"), &why));
}

static void
test_nothing_unstable(void)
{
	CHECK(fails("return tostring({})", "a table has no text"));
	CHECK(fails("return tostring(pairs)", "a function has no text"));
	CHECK(fails("return string.format('%s', {})", "a table has no text"));
	CHECK(fails("return string.format('%5p', 'x')", "%p is not allowed"));
	CHECK(gives("return string.format('%%p')", "%p"));
	CHECK(fails("for k in pairs({ [{}] = 1 }) do end", "has no order"));
	CHECK(run("string.len = nil table.sort = nil return 1"));
	CHECK(gives("return type(string.len) .. type(table.sort)", "functionfunction"));
}

static void
test_errors(void)
{
	CHECK(fails("local x\nreturn x.y", "attempt to index") && error.line == 3);
	CHECK(fails("error('told')", "told") && error.line == 2);
	CHECK(fails("error({})", "error with a table"));
	CHECK(fails("error()", "error with a nil"));
	CHECK(fails("x = = 1", "unexpected symbol") && error.line == 2);
	struct script_error why;
	CHECK(!script_load(&script, T("return 1"), &why) &&
	      text_is(why.message, "the file returns a number, not a table"));
}

static void
test_loops_end(void)
{
	CHECK(fails("while true do end", "too many steps"));
	CHECK(fails("local function f() return f() end f()", "too many steps"));
	CHECK(fails("local function f() return 1 + f() end f()", "nested too deep"));
	CHECK(fails("local function f(...) return f(1, ...) end f()", ""));
	CHECK(fails("local t = {} for i = 1, 10000 do t[i] = i end "
	            "while true do table.insert(t, 1, 0) end",
	            "too many steps"));
	CHECK(fails("local t = {} for i = 1, 20000 do t[i] = i end "
	            "while true do table.sort(t) end",
	            "too many steps"));
	CHECK(fails(
		"local t = {} for i = 1, 9 do t[i] = i end table.sort(t, function(a, b) "
		"while true do end end)",
		"too many steps"));
	CHECK(fails("return table.unpack({}, 1, 1e6)", "more than 250 values"));
	CHECK(fails("local s = ('x'):rep(1 << 19) local t = s .. 'a' local u = s .. 'a' "
	            "while true do local _ = t == u end",
	            "too many steps"));
	CHECK(fails("local s = ('x'):rep(1 << 19) while true do s:reverse() end", ""));
	CHECK(fails("local s = ('x'):rep(1 << 19) while true do utf8.len(s) end", ""));
}

static void
test_memory_ends(void)
{
	CHECK(fails("local t = {} for i = 1, 1e9 do t[i] = {} end", "too much memory"));
	CHECK(fails("local s = 'x' while true do s = s .. s end", "1 MiB"));
	CHECK(fails("return ('x'):rep(1 << 40)", "1 MiB"));
	CHECK(gives("return ('') :rep(1 << 62)", ""));
	CHECK(fails("local t = {} for i = 1, 150000 do t[i] = 'abcdefgh' end "
	            "return table.concat(t)",
	            "1 MiB"));
	CHECK(gives("return 'the state still works'", "the state still works"));
}

static void
test_patterns_end(void)
{
	CHECK(fails("re.match(('a'):rep(40) .. 'b', '(a+)+$')", "too many steps"));
	CHECK(fails("re.match(('a'):rep(1 << 19), '.*.*.*[xy]$')", "too many steps"));
	CHECK(fails("re.match('a', ('(a'):rep(1000))", "pattern:"));
	CHECK(fails("re.match('a', '(((a{900}){900}){900})')", "pattern:"));
	CHECK(fails("re.match('a', ('a'):rep(5000))", "pattern:"));
	CHECK(fails("while true do re.all(('ab'):rep(1000), 'b') end", ""));
	CHECK(run("return re.match('\\xff\\xfe', '.')"));
}

int
main(void)
{
	arena_init(&arena);
	script_init(&script, &arena);
	test_library();
	test_patterns();
	test_nothing_leads_out();
	test_nothing_unstable();
	test_errors();
	test_loops_end();
	test_memory_ends();
	test_patterns_end();
	script_release(&script);
	arena_release(&arena);
	return check_result();
}
