/*
 * The fixed parts of up.sh and down.sh: functions of POSIX sh, each text whole
 * functions with a line break at the end. handover_script.c writes those that are
 * used.
 */
#ifndef HANDOVER_SHELL_H
#define HANDOVER_SHELL_H

extern const char shell_basics[];
extern const char shell_checks[];
extern const char shell_environment_file[];
extern const char shell_check_variable[];
extern const char shell_check_built[];
extern const char shell_random_text[];
extern const char shell_make_secret[];
extern const char shell_make_secret_file[];
extern const char shell_with_env[];
extern const char shell_tcp_open[];
extern const char shell_any_tcp_open[];
extern const char shell_http_ok[];
extern const char shell_wait_for[];
extern const char shell_as_root[];
extern const char shell_run_step[];
extern const char shell_run_root_step[];

#endif
