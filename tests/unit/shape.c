/* Short forms become maps, and everything is stamped with its layer. */
#include "check.h"
#include "decode.h"
#include "shape.h"

static struct arena arena, scratch;

static const struct node *
shaped(const char *bytes, int layer)
{
	struct sources sources;
	struct diags diags;
	struct documents documents = { 0 };
	sources_init(&sources, &arena);
	diags_init(&diags, &arena);
	uint32_t source = source_add(&sources, T("stack.yaml"), text_of(bytes));
	CHECK(tree_parse(&arena, scratch, &sources, &diags, source, &documents) &&
	      documents.len == 1);
	return shape_map(&arena, service_rows, documents.items[0], layer);
}

static bool
is_stamped(const struct node *n, int layer)
{
	bool fine = true;
	for (size_t i = 0; i < n->len; i++)
		fine &= n->entries[i].layer == layer &&
			is_stamped(n->entries[i].value, layer);
	return fine;
}

static void
test_layers(void)
{
	const char *text = "command: [node, main.js]\n"
			   "needs: [db]\n"
			   "env: { A: b }\n"
			   "ports: { http: { port: 80, publish: [{ port: 80 }, 81] } }\n"
			   "health: { exec: [check] }\n"
			   "networks: { app: { aliases: [a] } }\n"
			   "capabilities: { drop: all }\n";
	CHECK(is_stamped(shaped(text, LAYER_BASE), LAYER_BASE));
	CHECK(is_stamped(shaped(text, LAYER_BASE + 2), LAYER_BASE + 2));
	CHECK(is_stamped(shaped(text, LAYER_DEFAULT), LAYER_DEFAULT));
}

static void
test_again(void)
{
	const struct node *once =
		shaped("ports: { http: 80 }\nneeds: [db]\n", LAYER_BASE);
	CHECK(shape_map(&arena, service_rows, once, LAYER_BASE) == once);
	const struct node *needs = node_get(once, T("needs"));
	CHECK(needs->kind == NODE_MAP && needs->from_list && needs->len == 1);
	const struct node *port = node_get(node_get(once, T("ports")), T("http"));
	CHECK(text_is(node_get(port, T("port"))->text, "80"));
}

int
main(void)
{
	arena_init(&arena);
	arena_init(&scratch);
	test_layers();
	test_again();
	arena_release(&scratch);
	arena_release(&arena);
	return check_result();
}
