/*
 * The fixed parts of ufw.sh: POSIX sh, each text whole functions. They use what
 * ufw_emit.c sets before them: mark, ssh_port, allow_ssh(), set_rules() and, where
 * Docker runs something, container_ports().
 */
#ifndef UFW_SHELL_H
#define UFW_SHELL_H

extern const char ufw_shell_basics[];
extern const char ufw_shell_remove[];
extern const char ufw_shell_docker[];   /* container_port() */
extern const char ufw_shell_block[];    /* own_lines(), install_block() */
extern const char ufw_shell_no_block[]; /* the same without lines of its own */
extern const char ufw_shell_main[];

#endif
