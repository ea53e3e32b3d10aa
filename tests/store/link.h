/*
 * A link between store and PostgreSQL that can be cut at any byte: a socket in a directory
 * of its own, whose bytes a thread carries to the real one and back.
 */
#ifndef LINK_H
#define LINK_H

#include <stddef.h>

struct link;

struct link	*link_open(const char *server_dir);
void		 link_close(struct link *);
/* To be given to store_open. */
const char	*link_conninfo(const struct link *, const char *dbname);
/* Bytes carried to the server since the last link_cut_after. */
size_t		 link_carried(struct link *);
/* Cuts the connection when so many more bytes have gone to the server; the next one is
 * whole again. */
void		 link_cut_after(struct link *, size_t bytes);
/* Of all the server says from now on nothing arrives, and then the connection is cut. */
void		 link_cut_answer(struct link *);

#endif
