/* Which parameters a deployment's files cannot do without. */
#include "check.h"
#include "needed.h"

static struct arena arena, scratch;
static struct diags diags;
static struct stack stack;
static struct service service;
static struct target target = { .name = "some" };
static struct deployment deployment = { .target = &target, .stack = &stack };

static struct value
refers_to(struct parameter *p)
{
	struct part *part = arena_new(&arena, struct part);
	*part = (struct part){ .kind = PART_PARAMETER, .parameter = p };
	return (struct value){ .parts = part, .len = 1 };
}

static size_t
errors(void)
{
	diags_init(&diags, &arena);
	needed_check(scratch, &diags, &deployment);
	return diags.errors;
}

int
main(void)
{
	arena_init(&arena);
	arena_init(&scratch);
	stack.parameters.items = arena_array(&arena, struct parameter, 2);
	stack.parameters.len = 2;
	struct parameter *tag = &stack.parameters.items[0], *level = tag + 1;
	tag->object.name = T("TAG");
	level->object.name = T("LEVEL");
	array_push(&arena, &deployment.services, &service);
	service.image = refers_to(tag);
	struct pair env[] = { { .value = refers_to(tag) }, { .value = refers_to(level) } };
	service.env.items = env;
	service.env.len = 2;

	CHECK(errors() == 2);
	CHECK(text_is(diags.all.items[0]->message, "parameter 'TAG' has no value"));
	CHECK(text_is(diags.all.items[1]->message, "parameter 'LEVEL' has no value"));
	tag->has_value = true;
	CHECK(errors() == 1);
	level->has_value = true;
	CHECK(errors() == 0);

	/* A process has no image; open parameters are given later. */
	tag->has_value = false;
	service.env.len = 0;
	CHECK(errors() == 1);
	service.placement = PLACEMENT_PROCESS;
	CHECK(errors() == 0);
	service.placement = PLACEMENT_CONTAINER;
	target.open_parameters = true;
	CHECK(errors() == 0);
	return check_result();
}
