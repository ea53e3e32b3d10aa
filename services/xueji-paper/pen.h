/*
 * Drawing: one font, text in a box of given width, lines, and a square of a QR code. Lengths are points
 * (1/72 inch). The pen keeps the first thing that went wrong.
 */
#ifndef XUEJI_PAPER_PEN_H
#define XUEJI_PAPER_PEN_H

#include <cairo.h>
#include <stdbool.h>

struct _PangoLayout;

struct pen {
	cairo_t *cr;
	struct _PangoLayout *layout;
	const char *why;	/* NULL: all is well */
};

enum align { LEFT, CENTRE, RIGHT };

/* How a text looks. */
struct ink {
	double size;
	enum align align;
	double grey;		/* 0 black, 1 white */
	double bold;		/* how much thicker its strokes are: a second font is 54 KB more */
	double letters;		/* space between characters ... */
	double lines;		/* ... and between lines */
};

void	pen_begin(struct pen *, cairo_surface_t *);
void	pen_end(struct pen *);
/* How high and how wide a text is in lines of that width. */
double	pen_height(struct pen *, const struct ink *, double width, const char *text);
double	pen_width(struct pen *, const struct ink *, const char *text);
/* Writes it with its upper left corner there; returns its height. */
double	pen_write(struct pen *, const struct ink *, double x, double y, double width, const char *text);
void	pen_line(struct pen *, double thick, double x, double y, double x2, double y2);
void	pen_box(struct pen *, double thick, double x, double y, double width, double height);
void	pen_fill(struct pen *, double grey, double x, double y, double width, double height);
/* A QR code with its quiet zone. */
void	pen_square(struct pen *, double x, double y, double side, const char *text);
/* Across the page, so that whatever is copied from it says so. */
void	pen_watermark(struct pen *, double width, double height, const char *text);

#endif
