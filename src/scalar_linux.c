/* Words of the Linux kernel: signals and capabilities. */
#include "scalar.h"

/* signal(7), the standard ones. */
static const char *const signals[] = {
	"HUP",	"INT",	"QUIT", "ILL",	"TRAP",	  "ABRT", "BUS",  "FPE",  "KILL", "USR1",
	"SEGV", "USR2", "PIPE", "ALRM", "TERM",	  "STKFLT", "CHLD", "CONT", "STOP", "TSTP",
	"TTIN", "TTOU", "URG",	"XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",
	"SYS",
};

/* include/uapi/linux/capability.h of Linux 6.12. */
static const char *const capabilities[] = {
	"AUDIT_CONTROL", "AUDIT_READ",	"AUDIT_WRITE",	  "BLOCK_SUSPEND",
	"BPF",		 "CHECKPOINT_RESTORE", "CHOWN",	  "DAC_OVERRIDE",
	"DAC_READ_SEARCH", "FOWNER",	"FSETID",	  "IPC_LOCK",
	"IPC_OWNER",	 "KILL",	"LEASE",	  "LINUX_IMMUTABLE",
	"MAC_ADMIN",	 "MAC_OVERRIDE", "MKNOD",	  "NET_ADMIN",
	"NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW",	  "PERFMON",
	"SETFCAP",	 "SETGID",	"SETPCAP",	  "SETUID",
	"SYSLOG",	 "SYS_ADMIN",	"SYS_BOOT",	  "SYS_CHROOT",
	"SYS_MODULE",	 "SYS_NICE",	"SYS_PACCT",	  "SYS_PTRACE",
	"SYS_RAWIO",	 "SYS_RESOURCE", "SYS_TIME",	  "SYS_TTY_CONFIG",
	"WAKE_ALARM",	 "ALL",
};

enum {
	signal_len = sizeof signals / sizeof *signals,
	capability_len = sizeof capabilities / sizeof *capabilities,
};

static struct text
upper(struct arena *a, struct text t)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		buffer_byte(&b, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
	return buffer_text(&b);
}

/* Whether `name` is one of the words; else *near is the nearest, or empty. */
static bool
is_one_of(struct arena *a, struct text name, const char *const *words, size_t len,
	  struct text *near)
{
	struct text *all = arena_array(a, struct text, len);
	for (size_t i = 0; i < len; i++) {
		all[i] = text_of(words[i]);
		if (text_equal(name, all[i]))
			return true;
	}
	*near = text_nearest(name, all, len);
	return false;
}

/* SIGRTMIN, SIGRTMIN+3, SIGRTMAX-2: there are 32 from the one to the other. */
static bool
is_real_time(struct text name)
{
	int64_t n;
	bool from_least = text_starts(name, T("RTMIN"));
	if (!from_least && !text_starts(name, T("RTMAX")))
		return false;
	if (name.len == 5)
		return true;
	return name.ptr[5] == (from_least ? '+' : '-') && name.len > 6 &&
	       scalar_integer(text_slice(name, 6, name.len), &n) && n > 0 && n <= 30;
}

bool
scalar_is_signal(struct arena *a, struct text t, struct text *hint)
{
	struct text name = upper(a, t), near;
	bool prefixed = text_starts(name, T("SIG"));
	if (prefixed)
		name = text_slice(name, 3, name.len);
	bool known = is_real_time(name) || is_one_of(a, name, signals, signal_len, &near);
	if (known)
		near = name;
	if (known && prefixed && text_starts(t, T("SIG")) &&
	    text_equal(text_slice(t, 3, t.len), name))
		return true;
	if (near.len)
		*hint = text_format(a, "did you mean 'SIG%.*s'?", TA(near));
	return false;
}

bool
scalar_is_capability(struct arena *a, struct text t, struct text *hint)
{
	struct text name = upper(a, t), near = { 0 };
	bool prefixed = text_starts(name, T("CAP_"));
	if (prefixed)
		name = text_slice(name, 4, name.len);
	bool known = is_one_of(a, name, capabilities, capability_len, &near);
	if (known && !prefixed)
		return true;
	if (known || near.len)
		*hint = text_format(a, "did you mean '%.*s'?", TA(known ? name : near));
	return false;
}
