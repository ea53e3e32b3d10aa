/*
 * The layout that all forms have: title, what it says, the table of rows, boxes to fill in, who signs, and at
 * the foot of the last page the proof. A request is laid out twice: first nowhere, to know how many pages
 * there will be, for each says so.
 */
#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "pen.h"

#define WIDTH		595.28	/* A4 */
#define HEIGHT		841.89
#define LEFT_EDGE	68.0
#define RIGHT_EDGE	(WIDTH - LEFT_EDGE)
#define INSIDE		(RIGHT_EDGE - LEFT_EDGE)
#define TOP		62.0
#define BOTTOM		(HEIGHT - 62.0)
#define LABEL		84.0	/* width of a label */
#define PAD		7.0
#define ROW_LEAST	29.0
#define BOX_HEIGHT	104.0
#define SIGN_HEIGHT	80.0
#define FRAME		1.2	/* around the table; inside it ... */
#define RULE		0.5
#define PROOF_SIDE	104.0

static const struct ink title_ink = { .size = 23, .align = CENTRE, .bold = 0.9, .letters = 2 };
static const struct ink title_en_ink = { .size = 9, .align = CENTRE, .grey = 0.35 };
static const struct ink head_ink = { .size = 10 };
static const struct ink head_right_ink = { .size = 10, .align = RIGHT };
static const struct ink body_ink = { .size = 11.5, .lines = 4 };
static const struct ink to_ink = { .size = 12.5, .bold = 0.4 };
static const struct ink label_ink = { .size = 10.5, .align = CENTRE };
static const struct ink label_en_ink = { .size = 6.5, .align = CENTRE, .grey = 0.35 };
static const struct ink value_ink = { .size = 11.5, .lines = 2 };
static const struct ink sign_ink = { .size = 10 };
static const struct ink date_ink = { .size = 10, .align = RIGHT };
static const struct ink small_ink = { .size = 8.5 };
static const struct ink small_en_ink = { .size = 7, .grey = 0.35 };
static const struct ink proof_ink = { .size = 5.5, .grey = 0.25 };
static const struct ink foot_ink = { .size = 8, .align = CENTRE, .grey = 0.35 };

/* Where on which page. */
struct sheet {
	const struct request *r;
	struct pen pen;
	double y, table;	/* where the table begins on this page; 0: no table */
	int page, n_pages;	/* n_pages 0: they are being counted */
};

/* -- pages ---------------------------------------------------------------------------- */

static void
end_table(struct sheet *s)
{
	if (s->table > 0)
		pen_box(&s->pen, FRAME, LEFT_EDGE, s->table, INSIDE, s->y - s->table);
	s->table = 0;
}

static void
end_page(struct sheet *s)
{
	char text[128];
	(void)snprintf(text, sizeof(text), "第 %d 页　共 %d 页　·　page %d of %d%s", s->page, s->n_pages, s->page,
	    s->n_pages, s->r->is_demo ? "　·　演示数据 demonstration data" : "");
	(void)pen_write(&s->pen, &foot_ink, LEFT_EDGE, BOTTOM + 18, INSIDE, text);
	if (s->r->is_demo)
		pen_watermark(&s->pen, WIDTH, HEIGHT, "演示数据");
	cairo_show_page(s->pen.cr);
}

/* Goes on to the next page if that much does not fit. */
static void
make_room(struct sheet *s, double height)
{
	if (height > BOTTOM - TOP)
		s->pen.why = "a row is higher than a page";
	if (s->y + height <= BOTTOM || s->pen.why != NULL)
		return;
	const bool is_in_table = s->table > 0;
	end_table(s);
	end_page(s);
	s->page++;
	s->y = TOP;
	s->table = is_in_table ? TOP : 0;
}

/* -- above the table ------------------------------------------------------------------ */

static void
put_title(struct sheet *s)
{
	char text[128];
	const struct request *r = s->r;
	s->y += pen_write(&s->pen, &title_ink, LEFT_EDGE, s->y, INSIDE, r->title.zh);
	s->y += pen_write(&s->pen, &title_en_ink, LEFT_EDGE, s->y, INSIDE, r->title.en) + 16;
	(void)snprintf(text, sizeof(text), "编号 No.　%.100s", r->serial);
	const double right = pen_width(&s->pen, &head_right_ink, text);
	(void)pen_write(&s->pen, &head_right_ink, RIGHT_EDGE - right, s->y, right + 1, text);
	s->y += pen_write(&s->pen, &head_ink, LEFT_EDGE, s->y, INSIDE - right - PAD, r->unit) + 6;
}

static void
put_opening(struct sheet *s)
{
	char text[512];
	const struct request *r = s->r;
	const struct said *o = &r->form->opening;
	if (o->zh == NULL)
		return;
	s->y += 6;
	if (r->to[0] != '\0') {
		(void)snprintf(text, sizeof(text), "%.400s：", r->to);
		s->y += pen_write(&s->pen, &to_ink, LEFT_EDGE, s->y, INSIDE, text) + 6;
	}
	(void)snprintf(text, sizeof(text), "　　%s", o->zh);
	s->y += pen_write(&s->pen, &body_ink, LEFT_EDGE, s->y, INSIDE, text) + 2;
	s->y += pen_write(&s->pen, &small_en_ink, LEFT_EDGE + 24, s->y, INSIDE - 24, o->en) + 10;
}

/* -- the table ------------------------------------------------------------------------ */

static double
label_height(struct sheet *s, const struct said *label)
{
	return pen_height(&s->pen, &label_ink, LABEL - 4, label->zh)
	    + pen_height(&s->pen, &label_en_ink, LABEL - 4, label->en);
}

static void
put_label(struct sheet *s, const struct said *label, double x, double height)
{
	double y = s->y + (height - label_height(s, label)) / 2;
	pen_fill(&s->pen, 0.955, x, s->y, LABEL, height);
	pen_box(&s->pen, RULE, x, s->y, LABEL, height);
	y += pen_write(&s->pen, &label_ink, x + 2, y, LABEL - 4, label->zh);
	(void)pen_write(&s->pen, &label_en_ink, x + 2, y, LABEL - 4, label->en);
}

/* Blank is said: a cell with nothing in it could be filled in by anybody. */
static const char *
shown(const struct row *row)
{
	return row->value[0] == '\0' ? "——" : row->value;
}

static void
put_cell(struct sheet *s, const struct row *row, double x, double width, double height)
{
	const double inside = width - LABEL - 2 * PAD;
	const double high = pen_height(&s->pen, &value_ink, inside, shown(row));
	put_label(s, &row->label, x, height);
	pen_box(&s->pen, RULE, x + LABEL, s->y, width - LABEL, height);
	(void)pen_write(&s->pen, &value_ink, x + LABEL + PAD, s->y + (height - high) / 2, inside, shown(row));
}

static double
row_height(struct sheet *s, const struct row *row, double width)
{
	const double value = pen_height(&s->pen, &value_ink, width - LABEL - 2 * PAD, shown(row)) + 2 * PAD;
	const double label = label_height(s, &row->label) + PAD;
	const double most = value > label ? value : label;
	return most > ROW_LEAST ? most : ROW_LEAST;
}

static bool
is_short(struct sheet *s, const struct row *row, double width)
{
	return pen_width(&s->pen, &value_ink, shown(row)) <= width - LABEL - 2 * PAD;
}

/* How many of the rows from here on share a line: all the form wants if each is short, else one. */
static size_t
in_line(struct sheet *s, size_t at)
{
	const size_t n = (size_t)s->r->form->columns;
	if (at + n > s->r->n_rows)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (!is_short(s, &s->r->rows[at + i], INSIDE / (double)n))
			return 1;
	return n;
}

static void
put_rows(struct sheet *s)
{
	for (size_t i = 0, n; i < s->r->n_rows && s->pen.why == NULL; i += n) {
		double height = 0;
		n = in_line(s, i);
		const double width = INSIDE / (double)n;
		for (size_t j = 0; j < n; j++) {
			const double high = row_height(s, &s->r->rows[i + j], width);
			height = high > height ? high : height;
		}
		make_room(s, height);
		for (size_t j = 0; j < n; j++)
			put_cell(s, &s->r->rows[i + j], LEFT_EDGE + (double)j * width, width, height);
		s->y += height;
	}
}

static void
put_boxes(struct sheet *s)
{
	for (size_t i = 0; i < BOXES_MAX && s->r->form->boxes[i].zh != NULL; i++) {
		make_room(s, BOX_HEIGHT);
		put_label(s, &s->r->form->boxes[i], LEFT_EDGE, BOX_HEIGHT);
		pen_box(&s->pen, RULE, LEFT_EDGE + LABEL, s->y, INSIDE - LABEL, BOX_HEIGHT);
		s->y += BOX_HEIGHT;
	}
}

static void
put_signers(struct sheet *s)
{
	const struct said *signers = s->r->form->signers;
	size_t n = 0;
	while (n < SIGNERS_MAX && signers[n].zh != NULL)
		n++;
	make_room(s, SIGN_HEIGHT);
	for (size_t i = 0; i < n; i++) {
		const double width = INSIDE / (double)n, x = LEFT_EDGE + (double)i * width;
		pen_box(&s->pen, RULE, x, s->y, width, SIGN_HEIGHT);
		const double high = pen_write(&s->pen, &sign_ink, x + PAD, s->y + PAD, width - 2 * PAD, signers[i].zh);
		(void)pen_write(&s->pen, &small_en_ink, x + PAD, s->y + PAD + high, width - 2 * PAD, signers[i].en);
		(void)pen_write(&s->pen, &date_ink, x + PAD, s->y + SIGN_HEIGHT - 22, width - 2 * PAD, "年　　月　　日");
	}
	s->y += SIGN_HEIGHT;
}

/* -- below it ------------------------------------------------------------------------- */

static void
put_closing(struct sheet *s)
{
	const struct said *c = &s->r->form->closing;
	s->y += 8;
	make_room(s, 30);
	s->y += pen_write(&s->pen, &small_ink, LEFT_EDGE, s->y, INSIDE, c->zh);
	s->y += pen_write(&s->pen, &small_en_ink, LEFT_EDGE, s->y, INSIDE, c->en);
}

/* For a family that holds it: where its code is checked, and who knows whether these are its lines. */
static const struct said check_there = {
	"扫描左侧二维码，将得到的文字粘贴到下列网址，即可核验签发单位、日期和表单种类；表中各项内容有疑问的，请向签发单位核对。",
	"Scan the code and paste its text at the address below to check who issued a form of this kind, and when. In doubt"
	" about what the form says, ask the unit that issued it.",
};
static const struct said check_somewhere = {
	"扫描左侧二维码得到的文字可核验签发单位、日期和表单种类，核验网址请向学校索取；表中各项内容有疑问的，请向签发单位核对。",
	"The text of the code shows who issued a form of this kind, and when; ask the school for the address where it is"
	" checked. In doubt about what the form says, ask the unit that issued it.",
};

static void
put_proof(struct sheet *s)
{
	char text[160];
	const double x = LEFT_EDGE + PROOF_SIDE + 8, width = INSIDE - PROOF_SIDE - 8;
	s->y += 8;
	make_room(s, PROOF_SIDE);
	const double top = BOTTOM - PROOF_SIDE;
	pen_square(&s->pen, LEFT_EDGE - 8, top, PROOF_SIDE, s->r->proof);
	double y = top + 2;
	(void)snprintf(text, sizeof(text), "签发日期 Issued on　%.40s", s->r->date);
	y += pen_write(&s->pen, &small_ink, x, y, width, text) + 2;
	const struct said *how = s->r->verify_at[0] != '\0' ? &check_there : &check_somewhere;
	y += pen_write(&s->pen, &small_ink, x, y, width, how->zh);
	y += pen_write(&s->pen, &small_en_ink, x, y, width, how->en);
	if (s->r->verify_at[0] != '\0')
		y += pen_write(&s->pen, &small_ink, x, y, width, s->r->verify_at);
	y += 4;
	(void)pen_write(&s->pen, &proof_ink, x, y, width, s->r->proof);
	s->y = BOTTOM;
}

/* Returns how many pages it takes. */
static int
lay_out(struct sheet *s)
{
	s->y = TOP;
	s->page = 1;
	put_title(s);
	put_opening(s);
	s->table = s->y;
	put_rows(s);
	put_boxes(s);
	put_signers(s);
	end_table(s);
	put_closing(s);
	put_proof(s);
	end_page(s);
	return s->page;
}

/* -- the file ------------------------------------------------------------------------- */

static cairo_status_t
on_bytes(void *context, const unsigned char *data, unsigned n)
{
	struct pdf *f = context;
	if (f->size + n > f->capacity) {
		const size_t capacity = 2 * (f->size + n);
		unsigned char *wider = realloc(f->data, capacity);
		if (wider == NULL)
			return CAIRO_STATUS_NO_MEMORY;
		f->data = wider;
		f->capacity = capacity;
	}
	memcpy(f->data + f->size, data, n);
	f->size += n;
	return CAIRO_STATUS_SUCCESS;
}

static void
describe(cairo_surface_t *surface, const struct request *r)
{
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, r->title.zh);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, r->title.en);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, r->unit);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Xueji");
}

/* On that surface, which is taken. */
static const char *
print_on(cairo_surface_t *surface, const struct request *r, int n_pages, int *ret_pages)
{
	struct sheet s = { .r = r, .n_pages = n_pages };
	pen_begin(&s.pen, surface);
	if (s.pen.why == NULL)
		*ret_pages = lay_out(&s);
	pen_end(&s.pen);
	cairo_surface_finish(surface);
	if (s.pen.why == NULL && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		s.pen.why = "it could not be written";
	cairo_surface_destroy(surface);
	return s.pen.why;
}

const char *
page_print(const struct request *r, struct pdf *ret)
{
	int n_pages = 0;
	struct pdf f = { .size = 0 };
	const char *why = print_on(
	    cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL), r, 0, &n_pages);
	if (why != NULL)
		return why;
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(on_bytes, &f, WIDTH, HEIGHT);
	describe(surface, r);
	why = print_on(surface, r, n_pages, &n_pages);
	if (why == NULL)
		*ret = f;
	else
		free(f.data);
	return why;
}

/* -- the beginning -------------------------------------------------------------------- */

void
page_begin(void)
{
	struct pen pen;
	cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
	pen_begin(&pen, surface);
	(void)pen_width(&pen, &value_ink, "学籍 A");
	pen_end(&pen);
	cairo_surface_destroy(surface);
}
