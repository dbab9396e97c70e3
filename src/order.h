/* The order services start in: tiers, then needs, then name. */
#ifndef ORDER_H
#define ORDER_H

#include "model.h"

/* Binds tiers and needs, reports what is undefined or goes in circles, and sets
 * stack->start_order and every service's place in it. */
void
order_services(struct arena *, struct arena scratch, struct diags *, struct stack *);

#endif
