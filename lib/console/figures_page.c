/*
 * Figures of a unit and of those below it: what GET /v1/figures answers, as tables, as bars and as a map of
 * equal cells; each table also as a file. Small numbers of the provinces are covered (cover.h), those of
 * offices are not: whoever sees them may see the dockets.
 */
#include <string.h>

#include "console/cover.h"
#include "console/table.h"
#include "core/figure.h"

enum { PERIOD_DAYS = 30, LEAGUE_SHOWN = LINES_MAX };

/* What stands in the address. */
struct wish {
	const char *from, *to, *unit, *by, *sort, *by_move;
	char until[DAY_TEXT_MAX];	/* the day after `to` */
	const char *path;		/* all of it but the order */
};

static const char *
asked(const struct visit *v, const char *name, const char *otherwise)
{
	const char *text = v->door->query(v->door, name);
	return text == NULL ? otherwise : arena_text(v->door->arena, text);
}

static const struct unit *
own_unit(const struct visit *v)
{
	return registry_find(v->door->law->registry, v->account.unit);
}

static const char *
usual_group(const struct visit *v)
{
	const enum level level = own_unit(v)->level;
	return level == LEVEL_MINISTRY ? "province" : level == LEVEL_COUNTY ? "unit" : "county";
}

static bool
is_safe_word(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

/* What is no word of an address is dropped: the door says what is wrong with the rest. */
static struct wish
take_wish(struct visit *v)
{
	char first[DAY_TEXT_MAX], last[DAY_TEXT_MAX];
	struct day to;
	const struct day today = instant_day(v->door->now);
	day_text(today, last);
	day_text((struct day){ today.n - PERIOD_DAYS + 1 }, first);
	struct wish w = {
		.from = asked(v, "from", arena_text(v->door->arena, first)),
		.to = asked(v, "to", arena_text(v->door->arena, last)),
		.unit = asked(v, "unit", v->account.unit.text),
		.by = asked(v, "by", usual_group(v)),
		.sort = asked(v, "sort", "rate"),
		.by_move = asked(v, "moves", ""),
	};
	const char **words[] = { &w.unit, &w.by, &w.sort, &w.by_move };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!is_safe_word(*words[i]))
			*words[i] = "";
	if (day_parse(w.to, &to))
		day_text((struct day){ to.n + 1 }, w.until);
	w.path = table_text(v, "/console/figures?from=%s&to=%s&unit=%s&by=%s",
	    is_safe_word(w.from) ? w.from : "", is_safe_word(w.to) ? w.to : "", w.unit, w.by);
	return w;
}

/* -- the league ----------------------------------------------------------------------- */

static const struct column league_columns[] = {
	{ WORD_unit, "name", false },
	{ WORD_on_time_share, "rate", true },
	{ WORD_decided, "decided", true },
	{ WORD_on_time, "on_time", true },
	{ WORD_late, "late", true },
	{ WORD_median_days, "median", true },
	{ WORD_mean_days, "mean", true },
	{ WORD_open, "open", true },
	{ WORD_open_late, "open_late", true },
};

static long long
number(const json_t *j, const char *name)
{
	return json_integer_value(json_object_get(j, name));
}

static const char *
percent(struct visit *v, long long per_mille)
{
	return table_text(v, "%lld.%lld%%", per_mille / 10, per_mille % 10);
}

/* Nobody is first or last who has decided nothing. */
static void
put_rates(struct visit *v, struct table_cell *cells, const json_t *j)
{
	const long long decided = number(j, "decided"), tenths = decided == 0 ? 0
	    : (number(j, "working_days") * 10 + decided / 2) / decided;
	if (decided == 0) {
		cells[1].text = cells[5].text = cells[6].text = "—";
		cells[1].order = cells[5].order = cells[6].order = 10000;
		return;
	}
	cells[1].order = cells[1].bar = number(j, "on_time_per_mille");
	cells[1].text = percent(v, cells[1].order);
	cells[1].has_bar = true;
	cells[5].order = number(j, "median_days");
	cells[5].text = table_text(v, cells[5].order == TOOK_MAX ? "≥%lld" : "%lld", cells[5].order);
	cells[6].order = tenths;
	cells[6].text = table_text(v, "%lld.%lld", tenths / 10, tenths % 10);
}

static struct table_page
league_of(struct visit *v, const json_t *j, const struct wish *w)
{
	enum { N = sizeof(league_columns) / sizeof(league_columns[0]) };
	static const char *const counts[N] = { [2] = "decided", [3] = "on_time", [4] = "late",
		[7] = "open", [8] = "open_late" };
	size_t i;
	json_t *one;
	const char *group = strcmp(w->by, "province") == 0 ? "provinces"
	    : strcmp(w->by, "county") == 0 ? "counties" : "units";
	struct table_page t = table_new(v, word(v->lang, WORD_league), league_columns, N);
	json_array_foreach(json_object_get(j, group), i, one)
	{
		struct table_cell *cells = table_add(v, &t);
		cells[0].text = console_text(v, one, "name");
		put_rates(v, cells, one);
		for (size_t k = 0; k < N; k++)
			if (counts[k] != NULL)
				table_number(v, &cells[k], number(one, counts[k]));
	}
	table_sort(v, &t, league_columns, w->sort,
	    table_text(v, "%s&moves=%s&sort=", w->path, w->by_move));
	table_files(v, &t, table_text(v, "%s&sort=%s&table=league&", w->path, w->sort));
	return t;
}

/* -- in and out by province ----------------------------------------------------------- */

static const struct place {
	const char *code;
	int column, row;
	const char *zh, *letters, *name_zh, *name_en;
} places[] = {
#define TILE(code, column, row, zh, letters, name_zh, name_en)                           \
	{ code, column, row, zh, letters, name_zh, name_en },
#include "console/tile.def"
#undef TILE
};

enum { N_PLACES = sizeof(places) / sizeof(places[0]) };

struct moved {
	struct covered in, out;
	bool is_here;		/* the registry knows such a province */
};

static void
count_moves(struct visit *v, const json_t *moves, struct moved ret[N_PLACES])
{
	size_t k;
	json_t *one;
	for (size_t i = 0; i < N_PLACES; i++) {
		struct unit_code code;
		ret[i] = (struct moved){ .is_here = unit_code_parse(places[i].code, &code)
			    && registry_find(v->door->law->registry, code) != NULL };
		json_array_foreach(moves, k, one)
			if (strcmp(console_text(v, one, "unit"), places[i].code) == 0) {
				ret[i].in.n = number(one, "in");
				ret[i].out.n = number(one, "out");
			}
	}
}

/* At the ministry all that came are all that left. A unit of a province sees its province's alone: those that
 * came there are those that left the others, and the other way round. */
static void
cover_moves(struct visit *v, struct moved moves[N_PLACES])
{
	struct covered *came[2 * N_PLACES], *went[2 * N_PLACES];
	size_t n_came = 0, n_went = 0;
	const struct unit *own = registry_province(v->door->law->registry, own_unit(v));
	for (size_t i = 0; i < N_PLACES; i++) {
		struct moved *m = &moves[i];
		const bool is_own = own != NULL && strcmp(own->code.text, places[i].code) == 0;
		if (!m->is_here)
			continue;
		m->in.is_other_side = own != NULL && !is_own;
		m->out.is_other_side = own == NULL || !is_own;
		came[n_came++] = own == NULL || is_own ? &m->in : &m->out;
		if (own == NULL)
			came[n_came++] = &m->out;
		else
			went[n_went++] = is_own ? &m->out : &m->in;
	}
	cover_small(came, n_came);
	cover_small(went, n_went);
}

static const char *
text_of(struct visit *v, const struct moved *m, const struct covered *c)
{
	if (!m->is_here)
		return "—";
	return c->cover == COVER_SMALL ? "<5"
	    : c->cover == COVER_MORE   ? "*"
				       : table_text(v, "%lld", c->n);
}

/* What is covered has no order among its like. */
static long long
order_of(const struct moved *m, const struct covered *c)
{
	return !m->is_here ? -1 : c->cover == COVER_NONE ? c->n : 0;
}

static const struct column move_columns[] = {
	{ WORD_province, "province", false },
	{ WORD_moved_in, "in", true },
	{ WORD_moved_out, "out", true },
};

static struct table_page
moves_of(struct visit *v, const struct moved moves[N_PLACES], const struct wish *w)
{
	struct table_page t = table_new(v, word(v->lang, WORD_moves), move_columns, 3);
	t.note = word(v->lang, WORD_moves_note);
	for (size_t i = 0; i < N_PLACES; i++) {
		struct table_cell *cells = table_add(v, &t);
		cells[0].text = v->lang == LANG_EN ? places[i].name_en : places[i].name_zh;
		cells[1].text = text_of(v, &moves[i], &moves[i].in);
		cells[1].order = order_of(&moves[i], &moves[i].in);
		cells[2].text = text_of(v, &moves[i], &moves[i].out);
		cells[2].order = order_of(&moves[i], &moves[i].out);
	}
	table_sort(v, &t, move_columns, w->by_move[0] == '\0' ? "-in" : w->by_move,
	    table_text(v, "%s&sort=%s&moves=", w->path, w->sort));
	table_files(v, &t, table_text(v, "%s&moves=%s&table=moves&", w->path, w->by_move));
	return t;
}

/* Four shades by what is shown; what is covered has none. */
static const char *
shade_of(const struct moved *m, long long most)
{
	static const char *const shades[] = { "t1", "t1", "t2", "t3", "t4" };
	const long long n = order_of(m, &m->in) + order_of(m, &m->out);
	if (!m->is_here)
		return "none";
	return n <= 0 ? "t0" : shades[(n * 4 + most - 1) / most];
}

static struct tiles_page
tiles_of(struct visit *v, const struct moved moves[N_PLACES])
{
	enum { SIDE = 80 };
	const bool is_en = v->lang == LANG_EN;
	struct tile_line *lines = arena_array(v->door->arena, N_PLACES, sizeof(*lines));
	long long most = 1;
	for (size_t i = 0; i < N_PLACES; i++) {
		const long long n = order_of(&moves[i], &moves[i].in) + order_of(&moves[i], &moves[i].out);
		most = n > most ? n : most;
	}
	for (size_t i = 0; i < N_PLACES; i++) {
		const struct place *p = &places[i];
		const char *in = text_of(v, &moves[i], &moves[i].in);
		const char *out = text_of(v, &moves[i], &moves[i].out);
		lines[i] = (struct tile_line){
			.name = is_en ? p->letters : p->zh,
			.in = !moves[i].is_here ? "—" : table_text(v, "%s %s", word(v->lang, WORD_tile_in), in),
			.out = !moves[i].is_here ? "" : table_text(v, "%s %s", word(v->lang, WORD_tile_out), out),
			.what = table_text(v, "%s%s%s %s%s%s %s", is_en ? p->name_en : p->name_zh,
			    word(v->lang, WORD_colon), word(v->lang, WORD_moved_in), in, word(v->lang, WORD_comma),
			    word(v->lang, WORD_moved_out), out),
			.css = shade_of(&moves[i], most),
			.x = p->column * SIDE + 2,
			.y = p->row * SIDE + 2,
			.x_text = p->column * SIDE + SIDE / 2,
			.y_name = p->row * SIDE + 26,
			.y_in = p->row * SIDE + 47,
			.y_out = p->row * SIDE + 66,
		};
	}
	return (struct tiles_page){ word(v->lang, WORD_moves), word(v->lang, WORD_tiles_description),
		lines, N_PLACES };
}

/* -- bars ----------------------------------------------------------------------------- */

/* The column `by` of a table, as bars as long as their numbers. */
static struct bars_page
bars_of(struct visit *v, const struct table_page *t, size_t by, const char *id, enum word about)
{
	enum { STEP = 32, LONGEST = 280, LEFT = 350 };
	struct bar_line *lines = arena_array(v->door->arena, t->n_rows + 1, sizeof(*lines));
	long long most = 1;
	for (size_t i = 0; i < t->n_rows; i++)
		if (t->rows[i].cells[by].order > most)
			most = t->rows[i].cells[by].order;
	for (size_t i = 0; i < t->n_rows; i++) {
		const struct table_cell *cells = t->rows[i].cells;
		const long long width = cells[by].order * LONGEST / most, y = (long long)i * STEP + 6;
		lines[i] = (struct bar_line){ cells[0].text, cells[by].text, "bar", y, y + 15, width,
			LEFT + width + 8 };
	}
	return (struct bars_page){ id, t->title, word(v->lang, about),
		(long long)t->n_rows * STEP + 6, lines, t->n_rows };
}

static const struct column backlog_columns[] = {
	{ WORD_age, NULL, false },
	{ WORD_open, NULL, true },
	{ WORD_open_late, NULL, true },
};

static struct table_page
backlog_of(struct visit *v, const json_t *j, const struct wish *w)
{
	size_t i;
	json_t *one;
	struct table_page t = table_new(v, word(v->lang, WORD_backlog), backlog_columns, 3);
	t.note = word(v->lang, WORD_backlog_description);
	json_array_foreach(json_object_get(j, "backlog"), i, one)
	{
		struct table_cell *cells = table_add(v, &t);
		const bool has_end = json_is_integer(json_object_get(one, "most_days"));
		cells[0].text = has_end
		    ? table_text(v, "%lld–%lld", number(one, "least_days"), number(one, "most_days"))
		    : table_text(v, "%lld %s", number(one, "least_days"), word(v->lang, WORD_and_more));
		table_number(v, &cells[1], number(one, "open"));
		table_number(v, &cells[2], number(one, "late"));
	}
	table_files(v, &t, table_text(v, "%s&table=backlog&", w->path));
	return t;
}

static const struct column delay_columns[] = {
	{ WORD_delay_cause, NULL, false },
	{ WORD_working_days, NULL, true },
	{ WORD_share, NULL, true },
};

static struct table_page
delays_of(struct visit *v, const json_t *j, const struct wish *w)
{
	const json_t *days = json_object_get(json_object_get(j, "delays"), "working_days");
	struct table_page t = table_new(v, word(v->lang, WORD_delays), delay_columns, 3);
	long long all = 0;
	t.note = word(v->lang, WORD_delays_description);
	for (int i = 0; i < DELAY_N; i++)
		all += number(days, delay_name(i));
	for (int i = 0; i < DELAY_N; i++) {
		struct table_cell *cells = table_add(v, &t);
		const long long n = number(days, delay_name(i));
		cells[0].text = v->lang == LANG_EN ? delay_label_en(i) : delay_label_zh(i);
		table_number(v, &cells[1], n);
		cells[2].text = all == 0 ? "—" : percent(v, (n * 2000 + all) / (2 * all));
	}
	table_files(v, &t, table_text(v, "%s&table=delays&", w->path));
	return t;
}

/* -- the form ------------------------------------------------------------------------- */

static void
put_units(struct visit *v, const struct wish *w, struct figures_page *p)
{
	size_t n = 1, i = 1;
	const struct registry *r = v->door->law->registry;
	for (const struct unit *u = registry_next(r, (struct unit_code){ "" }); u != NULL;
	    u = registry_next(r, u->code))
		n += unit_code_equal(u->parent, v->account.unit);
	struct choice_line *list = arena_array(v->door->arena, n, sizeof(*list));
	list[0] = (struct choice_line){ v->account.unit.text, word(v->lang, WORD_own_unit),
		strcmp(w->unit, v->account.unit.text) == 0 };
	for (const struct unit *u = registry_next(r, (struct unit_code){ "" }); u != NULL && i < n;
	    u = registry_next(r, u->code))
		if (unit_code_equal(u->parent, v->account.unit))
			list[i++] = (struct choice_line){ u->code.text, u->name,
				strcmp(w->unit, u->code.text) == 0 };
	p->units = list;
	p->n_units = n;
}

static void
put_groups(struct visit *v, const struct wish *w, struct figures_page *p)
{
	static const struct { const char *value; enum word label; } groups[] = {
		{ "unit", WORD_by_unit }, { "county", WORD_by_county }, { "province", WORD_by_province },
	};
	enum { N = sizeof(groups) / sizeof(groups[0]) };
	struct choice_line *list = arena_array(v->door->arena, N, sizeof(*list));
	for (size_t i = 0; i < N; i++)
		list[i] = (struct choice_line){ groups[i].value, word(v->lang, groups[i].label),
			strcmp(w->by, groups[i].value) == 0 };
	p->groups = list;
	p->n_groups = N;
}

/* -- all of it ------------------------------------------------------------------------ */

static long long
sum_of(const json_t *units, const char *name)
{
	size_t i;
	json_t *one;
	long long sum = 0;
	json_array_foreach(units, i, one)
		sum += number(one, name);
	return sum;
}

static void
put_cards(struct visit *v, const json_t *j, struct figures_page *p)
{
	const json_t *units = json_object_get(j, "units");
	const long long decided = sum_of(units, "decided"), on_time = sum_of(units, "on_time");
	p->as_of = label_time(v, console_text(v, j, "as_of"));
	p->n_dockets = table_text(v, "%lld", number(j, "dockets"));
	p->n_decided = table_text(v, "%lld", decided);
	p->on_time = decided == 0 ? "—" : percent(v, (on_time * 2000 + decided) / (2 * decided));
	p->n_open = table_text(v, "%lld", sum_of(units, "open"));
	p->n_open_late = table_text(v, "%lld", sum_of(units, "open_late"));
}

static void
put_figures(struct visit *v, const json_t *j, const struct wish *w, struct figures_page *p)
{
	struct moved moves[N_PLACES];
	count_moves(v, json_object_get(j, "moves"), moves);
	cover_moves(v, moves);
	put_cards(v, j, p);
	p->league = league_of(v, j, w);
	p->moves = moves_of(v, moves, w);
	p->tiles = tiles_of(v, moves);
	p->backlog = backlog_of(v, j, w);
	p->delays = delays_of(v, j, w);
	p->backlog_bars = bars_of(v, &p->backlog, 1, "backlog-bars", WORD_backlog_description);
	p->delay_bars = bars_of(v, &p->delays, 1, "delay-bars", WORD_delays_description);
}

static bool
send_file(struct visit *v, const struct figures_page *p, const struct wish *w)
{
	const char *as = v->door->query(v->door, "as"), *table = v->door->query(v->door, "table");
	const struct { const char *name; const struct table_page *table; } tables[] = {
		{ "league", &p->league }, { "moves", &p->moves }, { "backlog", &p->backlog },
		{ "delays", &p->delays },
	};
	for (size_t i = 0; table_is_file(as) && table != NULL && i < 4; i++)
		if (strcmp(table, tables[i].name) == 0) {
			table_send(v, tables[i].table, as, v->door->query(v->door, "encoding"),
			    table_text(v, "%s-%s-%s", table, w->from, w->to));
			return true;
		}
	return false;
}

static json_t *
ask(struct visit *v, const struct wish *w)
{
	const struct form query = {
		.names = { "from", "until", "unit" },
		.values = { w->from, w->until, w->unit },
		.n = 3,
	};
	console_call(v, door_figures, &query);
	return console_take_json(v);
}

void
figures_show(struct visit *v)
{
	struct out out = { .size = 0 };
	const struct wish w = take_wish(v);
	json_t *j = ask(v, &w);
	const unsigned status = v->door->answer.status;
	struct figures_page p = {
		.frame = console_frame(v, word(v->lang, WORD_figures)),
		.from = w.from,
		.to = w.to,
		.has_failed = status != 200,
		.trouble = ask_sentence(v, j),
		.remedy = ask_remedy(v, j),
	};
	put_units(v, &w, &p);
	put_groups(v, &w, &p);
	if (status == 200)
		put_figures(v, j, &w, &p);
	json_decref(j);
	if (status == 200 && send_file(v, &p, &w))
		return;
	if (p.league.n_rows > LEAGUE_SHOWN) {
		p.league.n_rows = LEAGUE_SHOWN;
		p.league.note = word(v->lang, WORD_league_cut);
	}
	page_figures(&out, &p);
	console_page(v, status, &out);
}
