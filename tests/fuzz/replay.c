/*
 * Replays a corpus without libFuzzer, as an ordinary test: every file as it is, and cut short at a
 * number of places.
 *
 *	fuzz_NAME FILE|FOLDER...	runs them; the last line says how many
 *	fuzz_NAME --seeds FOLDER	writes the honest inputs of that target
 */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { INPUT_MAX = 1 << 21, CUTS = 8, PATH_TEXT_MAX = 4096 };

static size_t n_inputs, n_runs;

/* A copy of exactly that size, so that the sanitizers see a step beyond it. */
static void
run_bytes(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + (size == 0));
	MUST(copy != NULL, "out of memory");
	if (size > 0)
		memcpy(copy, data, size);
	(void)LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	n_runs++;
}

static void
run_file(const char *path)
{
	static uint8_t data[INPUT_MAX];
	FILE *f = fopen(path, "rb");
	MUST(f != NULL, "%s", path);
	const size_t size = fread(data, 1, sizeof(data), f);
	(void)fclose(f);
	fprintf(stderr, "%s\n", path);	/* the last one named is the one that failed */
	run_bytes(data, size);
	for (size_t i = 1; i <= CUTS && i < size; i++)
		run_bytes(data, size * i / (CUTS + 1));
	n_inputs++;
}

static void
run(const char *path)
{
	struct stat st;
	char inner[PATH_TEXT_MAX];
	MUST(stat(path, &st) == 0, "%s", path);
	if (!S_ISDIR(st.st_mode)) {
		run_file(path);
		return;
	}
	struct dirent **names;
	const int n = scandir(path, &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		(void)snprintf(inner, sizeof(inner), "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			run_file(inner);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static int
write_seeds(const char *folder)
{
	static uint8_t data[FUZZ_SEED_MAX];
	char path[PATH_TEXT_MAX];
	const char *name;
	size_t size;
	for (size_t i = 0; (size = fuzz_seed(i, data, &name)) > 0; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
		FILE *f = fopen(path, "wb");
		MUST(f != NULL && fwrite(data, 1, size, f) == size && fclose(f) == 0, "%s", path);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--seeds") == 0)
		return write_seeds(argv[2]);
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	printf("%zu inputs, %zu runs\n", n_inputs, n_runs);
	return n_inputs == 0;
}
