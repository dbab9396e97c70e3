const std = @import("std");
const Build = std.Build;

const cflags = [_][]const u8{
    "-std=c23",
    "-D_GNU_SOURCE",
    "-Wall",
    "-Werror",
    "-Wextra",
    "-Wpedantic",
    "-Wshadow",
    "-Wstrict-prototypes",
    "-Wmissing-prototypes",
};

const version = @import("build.zig.zon").version;

pub fn build(b: *Build) !void {
    const options: Options = .{
        .target = b.standardTargetOptions(.{}),
        .optimize = b.standardOptimizeOption(.{}),
        .arena = b.option(Arena, "arena", "Where memory comes from: one reserve, or malloc (for valgrind)") orelse .reserve,
        .fault = b.option(bool, "fault", "Build the program whose system calls can be made to fail") orelse false,
        .update = b.option(bool, "update", "Rewrite what the tests expect") orelse false,
    };

    const run_step = b.step("run", "Build and run stackc: zig build run -- ARGS");
    const test_step = b.step("test", "Run every test");
    const conformance_step = b.step("conformance", "Judge the examples by the real tools; tests/conformance/install brings them");
    const fmt_step = b.step("fmt", "Check the formatting of build.zig");

    var core: Core = .{
        .src = try find(b, "src", ".c", "main.c"),
        .targets = try find(b, "targets", ".c", ""),
        .generated = try generate(b),
        .system = try .find(b),
        .headers = try digest(b, &.{ "src", "targets", "tests/docs" }, ".h"),
    };
    core.shared = core.library(b, options);
    const exe = core.program(b, "stackc", "src", &.{"main.c"}, options, core.shared);
    b.installArtifact(exe);

    const run = b.addRunArtifact(exe);
    if (b.args) |args| run.addArgs(args);
    run_step.dependOn(&run.step);

    const unit_step = b.step("test:unit", "Run the unit tests");
    for (try find(b, "tests/unit", ".c", "")) |name| {
        unit_step.dependOn(&unitTest(b, name, options, core).step);
    }
    test_step.dependOn(unit_step);

    const layout_step = b.step("test:layout", "Check what may stand where in the sources");
    layout_step.dependOn(&testRun(b, testProgram(b, "layout", "tests/layout.c", options, core)).step);
    test_step.dependOn(layout_step);

    const spec_step = b.step("test:spec", "Lint the specs of tests/spec, and look for a field without one");
    spec_step.dependOn(&folderTest(b, "spec", exe, options, core).step);
    spec_step.dependOn(&testRun(b, testProgram(b, "rows", "tests/rows.c", options, core)).step);
    test_step.dependOn(spec_step);

    const mutate_step = b.step("test:mutate", "Spoil every spec at random, and look for a crash or an error without a place");
    const mutate = testRun(b, testProgram(b, "mutate", "tests/mutate.c", options, core));
    if (b.args) |args| mutate.addArgs(args);
    mutate_step.dependOn(&mutate.step);
    test_step.dependOn(mutate_step);

    const targets_step = b.step("test:targets", "Compare what the targets write with tests/targets");
    targets_step.dependOn(&folderTest(b, "targets", exe, options, core).step);
    test_step.dependOn(targets_step);

    const examples_step = b.step("test:examples", "Check that examples/*/dist is what they compile to");
    for (try folders(b, "examples")) |name| {
        const example = b.addRunArtifact(exe);
        example.has_side_effects = true;
        example.setCwd(b.path("."));
        example.addArgs(&.{ "build", b.fmt("examples/{s}", .{name}) });
        if (!options.update) example.addArg("--check");
        example.expectExitCode(0);
        examples_step.dependOn(&example.step);
    }
    test_step.dependOn(examples_step);

    const bench_step = b.step("bench", "Measure lint and build beside the least they could cost");
    bench_step.dependOn(benchmark(b, options, core));

    const conformance = b.addSystemCommand(&.{"tests/conformance/run"});
    conformance.setCwd(b.path("."));
    conformance.stdio = .inherit;
    conformance.step.dependOn(b.getInstallStep());
    if (b.args) |args| conformance.addArgs(args);
    conformance_step.dependOn(&conformance.step);

    const docs_step = b.step("docs", "Make the pages of docs/ anew");
    const docs_test_step = b.step("test:docs", "Check that docs/ is what its tables say, its examples and links");
    const docs_exe = docsProgram(b, options, core);
    for ([_]*Build.Step{ docs_step, docs_test_step }) |step| {
        const update = options.update or step == docs_step;
        const rules_page = try document(b, exe, update, "docs/rules.md", &.{ "rules", "--format", "markdown" });
        const pages = testRun(b, docs_exe);
        pages.addArtifactArg(exe);
        if (update) pages.addArg("--update");
        pages.step.dependOn(rules_page); // links may lead there
        step.dependOn(&pages.step);
    }
    test_step.dependOn(docs_test_step);

    const fault_step = b.step("test:fault", "Build with each system call failing once");
    faultTests(b, fault_step, options, core);
    test_step.dependOn(fault_step);

    const rules_step = b.step("test:rules", "Run the examples of the rules");
    const rules_run = testRun(b, exe);
    rules_run.addArg("test");
    rules_step.dependOn(&rules_run.step);
    test_step.dependOn(rules_step);

    fmt_step.dependOn(&b.addFmt(.{ .paths = &.{"build.zig"}, .check = true }).step);
}

const Arena = enum { reserve, malloc };

const Options = struct {
    target: Build.ResolvedTarget,
    optimize: std.builtin.OptimizeMode,
    arena: Arena,
    fault: bool,
    update: bool,

    fn module(options: Options, b: *Build) *Build.Module {
        const mod = b.createModule(.{
            .target = options.target,
            .optimize = options.optimize,
            .link_libc = true,
            .strip = if (options.optimize == .Debug) null else true,
        });
        mod.addCMacro("STACKC_VERSION", "\"" ++ version ++ "\"");
        if (options.arena == .malloc) mod.addCMacro("ARENA_MALLOC", "1");
        if (options.fault) mod.addCMacro("FAULT", "1");
        return mod;
    }
};

/// The libraries of the system, and where pkg-config says their headers are.
const System = struct {
    names: [4][]const u8,
    folders: []const []const u8,

    fn find(b: *Build) !System {
        const names = [_][]const u8{ "yaml-0.1", "libcjson", "libpcre2-8", lua(b) };
        var found: std.ArrayList([]const u8) = .empty;
        for (names) |name| {
            var code: u8 = undefined;
            const out = b.runAllowFail(&.{ "pkg-config", "--cflags-only-I", name }, &code, .ignore) catch continue;
            var words = std.mem.tokenizeAny(u8, out, " \n");
            while (words.next()) |word| try found.append(b.allocator, b.dupe(word[2..]));
        }
        return .{ .names = names, .folders = found.items };
    }
};

/// All C but main(), compiled once for every program of the same options.
const Core = struct {
    src: []const []const u8,
    targets: []const []const u8,
    generated: Build.LazyPath,
    headers: []const u8,
    system: System,
    shared: *Build.Step.Compile = undefined, // of the options given

    /// It names no system library: Zig 0.16 packs the .so files that a static
    /// library names into it. Programs name them.
    fn library(core: Core, b: *Build, options: Options) *Build.Step.Compile {
        const mod = options.module(b);
        mod.addCSourceFiles(.{ .root = b.path("src"), .files = core.src, .flags = &cflags });
        mod.addCSourceFiles(.{ .root = b.path("targets"), .files = core.targets, .flags = &cflags });
        core.include(mod);
        return b.addLibrary(.{ .name = "core", .linkage = .static, .root_module = mod });
    }

    fn include(core: Core, mod: *Build.Module) void {
        const b = mod.owner;
        mod.addIncludePath(b.path("src"));
        mod.addIncludePath(core.generated);
        mod.addCMacro("HEADERS", core.headers);
        for (core.system.folders) |folder| mod.addIncludePath(.{ .cwd_relative = folder });
    }

    /// A program of one or more files of its own.
    fn program(core: Core, b: *Build, name: []const u8, root: []const u8, files: []const []const u8, options: Options, lib: *Build.Step.Compile) *Build.Step.Compile {
        const mod = options.module(b);
        mod.addCSourceFiles(.{ .root = b.path(root), .files = files, .flags = &cflags });
        core.include(mod);
        mod.linkLibrary(lib);
        for (core.system.names) |system| mod.linkSystemLibrary(system, .{});
        return b.addExecutable(.{ .name = name, .root_module = mod });
    }
};

fn program(b: *Build, name: []const u8, options: Options, core: Core) *Build.Step.Compile {
    return core.program(b, name, "src", &.{"main.c"}, options, core.library(b, options));
}

/// tests/unit/NAME.c has a main() of its own and exits with 0 when all holds.
fn unitTest(b: *Build, name: []const u8, options: Options, core: Core) *Build.Step.Run {
    const path = b.fmt("tests/unit/{s}", .{name});
    return testRun(b, testProgram(b, b.fmt("unit-{s}", .{std.fs.path.stem(name)}), path, options, core));
}

/// What pkg-config calls Lua 5.4 on this system; zigw looks for the same names.
fn lua(b: *Build) []const u8 {
    for ([_][]const u8{ "lua5.4", "lua-5.4", "lua54" }) |name| {
        var code: u8 = undefined;
        _ = b.runAllowFail(&.{ "pkg-config", "--exists", name }, &code, .ignore) catch continue;
        return name;
    }
    return "lua";
}

/// tests/NAME.c runs stackc over every case in tests/NAME/ and compares.
fn folderTest(b: *Build, name: []const u8, stackc: *Build.Step.Compile, options: Options, core: Core) *Build.Step.Run {
    const exe = testProgram(b, name, b.fmt("tests/{s}.c", .{name}), options, core);
    const run = testRun(b, exe);
    run.addArtifactArg(stackc);
    run.addArg(b.fmt("tests/{s}", .{name}));
    if (options.update) run.addArg("--update");
    return run;
}

/// tests/fault.c runs a program built with -Dfault, one scenario beside the other.
fn faultTests(b: *Build, step: *Build.Step, options: Options, core: Core) void {
    var faulty = options;
    faulty.fault = true;
    const driver = testProgram(b, "fault", "tests/fault.c", options, core);
    const victim = program(b, "stackc-fault", faulty, core);
    for ([_][]const u8{ "first", "rebuild", "interrupted" }) |scenario| {
        const run = testRun(b, driver);
        run.addArtifactArg(victim);
        run.addArgs(&.{ "tests/fault", scenario });
        step.dependOn(&run.step);
    }
}

fn testProgram(b: *Build, name: []const u8, path: []const u8, options: Options, core: Core) *Build.Step.Compile {
    return core.program(b, name, ".", &.{path}, options, core.shared);
}

/// docs STACKC [--update], made of all of tests/docs/.
fn docsProgram(b: *Build, options: Options, core: Core) *Build.Step.Compile {
    const files = find(b, "tests/docs", ".c", "") catch @panic("tests/docs cannot be read");
    return core.program(b, "docs", "tests/docs", files, options, core.shared);
}

/// bench STACKC [N]...: both optimized, whatever -Doptimize says.
fn benchmark(b: *Build, options: Options, core: Core) *Build.Step {
    var fast = options;
    fast.optimize = .ReleaseFast;
    // valgrind does not know every instruction of the machine at hand
    fast.target = b.resolveTargetQuery(.{ .cpu_model = .baseline });
    const exe = b.addExecutable(.{ .name = "bench", .root_module = fast.module(b) });
    exe.root_module.addCSourceFile(.{ .file = b.path("tests/bench/bench.c"), .flags = &cflags });
    exe.root_module.linkSystemLibrary("yaml-0.1", .{});
    const run = b.addRunArtifact(exe);
    run.addArtifactArg(program(b, "stackc", fast, core));
    if (b.args) |args| run.addArgs(args);
    run.stdio = .inherit;
    return &run.step;
}

/// A run step with an expectation is cached by its arguments and declared
/// inputs, so a test over a folder would stay green after the folder changed.
/// Every test runs through here, and runs each time.
fn testRun(b: *Build, exe: *Build.Step.Compile) *Build.Step.Run {
    const run = b.addRunArtifact(exe);
    run.has_side_effects = true;
    run.setCwd(b.path("."));
    run.expectExitCode(0);
    return run;
}

/// Writes rules.inc (every rules/**/*.lua, as bytes) and targets.inc (every
/// folder of targets/), so that adding a rule or a target touches nothing else.
fn generate(b: *Build) !Build.LazyPath {
    const files = b.addWriteFiles();
    var bytes: std.Io.Writer.Allocating = .init(b.allocator);
    var rules: std.Io.Writer.Allocating = .init(b.allocator);
    var decls: std.Io.Writer.Allocating = .init(b.allocator);
    var table: std.Io.Writer.Allocating = .init(b.allocator);

    for (try find(b, "rules", ".lua", ""), 0..) |name, i| {
        // Copied beside rules.inc: the folder's name is a digest of its text.
        _ = files.addCopyFile(b.path(b.fmt("rules/{s}", .{name})), b.fmt("rules/{s}", .{name}));
        try bytes.writer.print("static const char rule_{d}[] = {{\n#embed \"rules/{s}\" suffix(,)\n0 }};\n", .{ i, name });
        try rules.writer.print("\t{{ \"{s}\", rule_{d}, sizeof(rule_{d}) - 1 }},\n", .{ name, i, i });
    }
    _ = files.add("rules.inc", b.fmt("{s}\nconst struct embedded embedded_rules[] = {{\n{s}\t{{ 0 }},\n}};\n", .{
        bytes.written(), rules.written(),
    }));

    for (try find(b, "targets", ".c", "")) |name| {
        const folder = std.fs.path.dirname(name) orelse continue;
        if (!std.mem.eql(u8, std.fs.path.stem(name), folder)) continue;
        try decls.writer.print("extern const struct target target_{s};\n", .{folder});
        try table.writer.print("\t&target_{s},\n", .{folder});
    }
    _ = files.add("targets.inc", b.fmt("{s}\nconst struct target *const targets[] = {{\n{s}\tNULL,\n}};\n", .{
        decls.written(), table.written(),
    }));
    return files.getDirectory();
}

/// The folders in `dir`, sorted.
fn folders(b: *Build, dir: []const u8) ![]const []const u8 {
    const io = b.graph.io;
    var names: std.ArrayList([]const u8) = .empty;
    var root = try b.build_root.handle.openDir(io, dir, .{ .iterate = true });
    defer root.close(io);
    var it = root.iterate();
    while (try it.next(io)) |entry| {
        if (entry.kind == .directory) try names.append(b.allocator, b.dupe(entry.name));
    }
    sortNames(names.items);
    return names.items;
}

/// The files under `dir` that end in `ext`, sorted, relative to it, but `skip`.
fn find(b: *Build, dir: []const u8, ext: []const u8, skip: []const u8) ![]const []const u8 {
    const io = b.graph.io;
    var names: std.ArrayList([]const u8) = .empty;
    var root = try b.build_root.handle.openDir(io, dir, .{ .iterate = true });
    defer root.close(io);
    var it = try root.walk(b.allocator);
    while (try it.next(io)) |entry| {
        if (entry.kind != .file) continue;
        if (!std.mem.endsWith(u8, entry.path, ext)) continue;
        if (std.mem.eql(u8, entry.path, skip)) continue;
        try names.append(b.allocator, b.dupe(entry.path));
    }
    sortNames(names.items);
    return names.items;
}

fn sortNames(names: [][]const u8) void {
    std.mem.sort([]const u8, names, {}, struct {
        fn lessThan(_: void, x: []const u8, y: []const u8) bool {
            return std.mem.lessThan(u8, x, y);
        }
    }.lessThan);
}

/// A document that stackc prints: compared, or written.
fn document(b: *Build, exe: *Build.Step.Compile, update: bool, path: []const u8, args: []const []const u8) !*Build.Step {
    if (update) {
        const print = b.addRunArtifact(exe);
        print.has_side_effects = true;
        print.addArgs(args);
        const copy = b.addUpdateSourceFiles();
        copy.addCopyFileToSource(print.captureStdOut(.{}), path);
        return &copy.step;
    }
    const run = testRun(b, exe);
    run.addArgs(args);
    run.expectStdOutEqual(try read(b, path));
    return &run.step;
}

/// A digest of the headers, given to every C file as a macro nothing reads. Zig
/// 0.16 forgets what a C file includes once its object comes from the cache, and
/// then misses later edits to those headers.
fn digest(b: *Build, dirs: []const []const u8, ext: []const u8) ![]const u8 {
    var hash: std.hash.Wyhash = .init(0);
    for (dirs) |dir| for (try find(b, dir, ext, "")) |name| {
        hash.update(name);
        hash.update(try read(b, b.pathJoin(&.{ dir, name })));
    };
    return b.fmt("0x{x}", .{hash.final()});
}

fn read(b: *Build, path: []const u8) ![]const u8 {
    return b.build_root.handle.readFileAlloc(b.graph.io, path, b.allocator, .unlimited);
}
