/* The pen. See pen.h. */
#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <string.h>

#include "pen.h"

#define FAMILY	"Noto Sans CJK SC"

enum { QUIET = 4 };	/* modules around a QR code (ISO/IEC 18004) */

/* -- text ----------------------------------------------------------------------------- */

/* Another family would have other glyphs, or none: what the rare characters of a name look like is not
 * left to what happens to be installed. */
static void
check_family(struct pen *p, const PangoFontDescription *wanted)
{
	PangoFont *font = pango_context_load_font(pango_layout_get_context(p->layout), wanted);
	PangoFontDescription *found = font == NULL ? NULL : pango_font_describe(font);
	if (found == NULL || strcmp(pango_font_description_get_family(found), FAMILY) != 0)
		p->why = "the font " FAMILY " is not installed";
	if (found != NULL)
		pango_font_description_free(found);
	if (font != NULL)
		g_object_unref(font);
}

void
pen_begin(struct pen *p, cairo_surface_t *surface)
{
	p->why = NULL;
	p->cr = cairo_create(surface);
	p->layout = pango_cairo_create_layout(p->cr);
	PangoContext *context = pango_layout_get_context(p->layout);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_language(context, pango_language_from_string("zh-cn"));
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_layout_set_auto_dir(p->layout, FALSE);
	PangoFontDescription *d = pango_font_description_from_string(FAMILY);
	check_family(p, d);
	pango_font_description_free(d);
}

void
pen_end(struct pen *p)
{
	if (p->why == NULL && cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
		p->why = "it could not be drawn";
	g_object_unref(p->layout);
	cairo_destroy(p->cr);
}

static void
set_on(PangoAttrList *list, PangoAttribute *a, size_t at, size_t n)
{
	a->start_index = (guint)at;
	a->end_index = (guint)(at + n);
	pango_attr_list_insert(list, a);
}

/* Some glyphs call subroutines in a way that cairo 1.16 cannot follow, and for each of them it would embed
 * all that the font has, 800 KB. The letters have half-width forms which it can; the others are taken from
 * the font that fontconfig brings along. No Chinese character is among them. */
static void
avoid_odd_glyphs(PangoAttrList *list, const char *text)
{
	static const char *const odd[] = { "F", "K", "L", "Ã", "ñ", "Ī", "ň", "Ǐ", "ḿ", "ị" };
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		const size_t n = strlen(odd[i]);
		for (const char *at = text; (at = strstr(at, odd[i])) != NULL; at += n)
			set_on(list, n == 1 ? pango_attr_font_features_new("hwid") : pango_attr_family_new("DejaVu Sans"),
			    (size_t)(at - text), n);
	}
}

static void
set_attributes(struct pen *p, const struct ink *ink, const char *text)
{
	PangoAttrList *list = pango_attr_list_new();
	/* A number that is broken at the end of a line must not get a hyphen it has not. */
	pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
	if (ink->letters > 0)
		pango_attr_list_insert(list, pango_attr_letter_spacing_new((int)(ink->letters * PANGO_SCALE)));
	avoid_odd_glyphs(list, text);
	pango_layout_set_spacing(p->layout, (int)(ink->lines * PANGO_SCALE));
	pango_layout_set_attributes(p->layout, list);
	pango_attr_list_unref(list);
}

/* A width below 0 is one line, however long. */
static void
set(struct pen *p, const struct ink *ink, double width, const char *text)
{
	static const PangoAlignment aligns[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
	PangoFontDescription *d = pango_font_description_from_string(FAMILY);
	pango_font_description_set_absolute_size(d, ink->size * PANGO_SCALE);
	pango_layout_set_font_description(p->layout, d);
	pango_font_description_free(d);
	pango_layout_set_width(p->layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(p->layout, aligns[ink->align]);
	pango_layout_set_text(p->layout, text, -1);
	set_attributes(p, ink, text);
	if (p->why == NULL && pango_layout_get_unknown_glyphs_count(p->layout) > 0)
		p->why = "it has a character that the font " FAMILY " has not";
}

static void
measure(struct pen *p, double *ret_width, double *ret_height)
{
	PangoRectangle r;
	pango_layout_get_extents(p->layout, NULL, &r);
	*ret_width = (double)r.width / PANGO_SCALE;
	*ret_height = (double)r.height / PANGO_SCALE;
}

double
pen_height(struct pen *p, const struct ink *ink, double width, const char *text)
{
	double w, h;
	set(p, ink, width, text);
	measure(p, &w, &h);
	return h;
}

double
pen_width(struct pen *p, const struct ink *ink, const char *text)
{
	double w, h;
	set(p, ink, -1, text);
	measure(p, &w, &h);
	return w;
}

double
pen_write(struct pen *p, const struct ink *ink, double x, double y, double width, const char *text)
{
	double w, h;
	set(p, ink, width, text);
	measure(p, &w, &h);
	cairo_set_source_rgb(p->cr, ink->grey, ink->grey, ink->grey);
	cairo_move_to(p->cr, x, y);
	pango_cairo_show_layout(p->cr, p->layout);
	if (ink->bold > 0) {
		cairo_move_to(p->cr, x, y);
		pango_cairo_layout_path(p->cr, p->layout);
		cairo_set_line_width(p->cr, ink->bold);
		cairo_stroke(p->cr);
	}
	return h;
}

/* -- lines ---------------------------------------------------------------------------- */

void
pen_line(struct pen *p, double thick, double x, double y, double x2, double y2)
{
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	cairo_set_line_width(p->cr, thick);
	cairo_move_to(p->cr, x, y);
	cairo_line_to(p->cr, x2, y2);
	cairo_stroke(p->cr);
}

void
pen_box(struct pen *p, double thick, double x, double y, double width, double height)
{
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	cairo_set_line_width(p->cr, thick);
	cairo_rectangle(p->cr, x, y, width, height);
	cairo_stroke(p->cr);
}

void
pen_fill(struct pen *p, double grey, double x, double y, double width, double height)
{
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_rectangle(p->cr, x, y, width, height);
	cairo_fill(p->cr);
}

/* -- QR code, watermark --------------------------------------------------------------- */

void
pen_square(struct pen *p, double x, double y, double side, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL) {
		p->why = "the proof is too long for a QR code";
		return;
	}
	const double one = side / (code->width + 2 * QUIET);
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	for (int i = 0; i < code->width; i++)
		for (int j = 0, n; j < code->width; j += n + 1) {
			const unsigned char *row = code->data + i * code->width;
			for (n = 0; j + n < code->width && (row[j + n] & 1); n++)
				;
			if (n > 0)
				cairo_rectangle(p->cr, x + (QUIET + j) * one, y + (QUIET + i) * one, n * one, one);
		}
	cairo_fill(p->cr);	/* as one path: no seams between modules */
	QRcode_free(code);
}

/* As outlines: it is no text that is copied with the rest. */
void
pen_watermark(struct pen *p, double width, double height, const char *text)
{
	const struct ink ink = { .size = 60, .letters = 6 };
	const double wide = pen_width(p, &ink, text);
	double w, h;
	measure(p, &w, &h);
	for (int i = 0; i < 3; i++) {
		cairo_save(p->cr);
		cairo_translate(p->cr, width / 2, height * (2 * i + 1) / 6);
		cairo_rotate(p->cr, -M_PI / 6);
		cairo_move_to(p->cr, -wide / 2, -h / 2);
		cairo_set_source_rgba(p->cr, 0.75, 0, 0, 0.10);
		pango_cairo_layout_path(p->cr, p->layout);
		cairo_fill(p->cr);
		cairo_restore(p->cr);
	}
}
