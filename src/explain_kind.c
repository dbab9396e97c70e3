/*
 * What the catalogue knows of an image: what a service of the kind has without
 * saying so, in the words of the spec, and what else is taken from it.
 */
#include "explain.h"
#include "scalar.h"
#include "yamlout.h"

/* Told where no tag is given: newer than any that the entries ask about. */
#define NEWEST T("999")

static void
write_node(struct yamlout *y, const struct node *n)
{
	int64_t number;
	if (n->kind == NODE_SCALAR && scalar_integer(n->text, &number)) {
		yaml_int(y, number);
		return;
	}
	if (n->kind == NODE_SCALAR) {
		yaml_text(y, n->text);
		return;
	}
	if (n->kind == NODE_MAP)
		yaml_open_map(y);
	else
		yaml_open_row(y);
	for (size_t i = 0; i < n->len; i++) {
		if (n->entries[i].key)
			yaml_key_text(y, n->entries[i].key->text);
		write_node(y, n->entries[i].value);
	}
	yaml_close(y);
}

static void
add_texts(struct buffer *b, const char *what, const struct texts *texts)
{
	if (!texts->len)
		return;
	buffer_format(b, "  %-18s", what);
	for (size_t i = 0; i < texts->len; i++)
		buffer_format(b, "%s%.*s", i ? ", " : "", TA(texts->items[i]));
	buffer_add(b, T("\n"));
}

static void
add_knowledge(struct buffer *b, const struct knowledge *k)
{
	size_t start = b->len;
	if (k->datastore)
		buffer_add(b, T("  holds data        never public, and one place for each\n"));
	if (k->web_server)
		buffer_add(b, T("  web server        may be the gateway\n"));
	if (k->peers)
		buffer_add(b, T("  peers             found by name before they are ready\n"));
	if (k->listeners.network.len)
		buffer_format(b, "  %-18s%.*s for the network, %.*s for the host, %.*s for "
				 "other hosts\n",
			      "listeners", TA(k->listeners.network),
			      TA(k->listeners.loopback), TA(k->listeners.remote));
	if (k->url_port.len)
		buffer_format(b, "  %-18s%.*s\n", "port of its URL", TA(k->url_port));
	add_texts(b, "data", &k->data);
	add_texts(b, "also writes to", &k->writable);
	if (k->uid)
		buffer_format(b, "  %-18s%lld:%lld, where root is forbidden\n", "user",
			      (long long)k->uid, (long long)k->gid);
	if (k->capabilities_known && !k->capabilities.len)
		buffer_add(b, T("  capabilities      none\n"));
	add_texts(b, "capabilities", &k->capabilities);
	add_texts(b, "tools inside", &k->tools);
	add_texts(b, "for admins only", &k->ui);
	add_texts(b, "known passwords", &k->passwords);
	add_texts(b, "reads from a file", &k->file_env);
	add_texts(b, "no longer there", &k->removed);
	if (k->config_path.len)
		buffer_format(b, "  %-18s%.*s\n", "settings go to", TA(k->config_path));
	if (b->len == start)
		buffer_add(b, T("  nothing\n"));
}

static void
add_facts(struct buffer *b, const struct node *facts)
{
	struct yamlout *y = yaml_new(b->arena);
	write_node(y, facts);
	struct text rest = yaml_finish(y), line;
	while (text_cut(&rest, '\n', &line))
		if (line.len)
			buffer_format(b, "  %.*s\n", TA(line));
}

bool
explain_kind(struct buffer *b, struct catalog *catalog, struct text name)
{
	static const char *const forms[] = {
		[FORM_PRIMARY] = "a primary and replicas that follow it",
		[FORM_CLUSTER] = "a cluster of nodes",
	};
	struct text tag = name, kind;
	text_cut(&tag, ':', &kind);
	const struct catalog_entry *entry = catalog_find(catalog, kind);
	if (!entry)
		return false;
	struct edition edition = { .version = tag.ptr ? tag : NEWEST };
	const struct node *facts =
		catalog_facts(catalog, b->arena, entry, edition, (struct span){ 0 });
	buffer_format(b, "image kind %.*s: %.*s\n\n", TA(kind), TA(entry->summary));
	add_texts(b, "images", &entry->images);
	if (entry->form)
		buffer_format(b, "  %-18s%s\n", "topology", forms[entry->form]);
	if (entry->settings.len)
		buffer_format(b, "  %-18s%.*s\n", "settings become", TA(entry->settings));
	buffer_format(b, "  %-18srules/catalog/%.*s.lua\n", "written in", TA(kind));
	if (!tag.ptr)
		buffer_format(b, "\nThis is the newest version; `stackc explain %.*s:TAG` tells "
				 "of another.\n", TA(kind));
	buffer_add(b, T("\na service of this kind has, where it says nothing else\n"));
	if (facts && facts->len)
		add_facts(b, facts);
	else
		buffer_add(b, T("  nothing\n"));
	buffer_add(b, T("\nand known of it is\n"));
	add_knowledge(b, catalog_knows(catalog, entry, edition));
	return true;
}
