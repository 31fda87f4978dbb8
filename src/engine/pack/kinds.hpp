// One reading function per pack kind; each adds what it read to the book and its faults to the
// errors.
#pragma once

#include <string>
#include <vector>

#include "engine/pack/decoder.hpp"

namespace pack {

/// What a reading function gets: the book so far, the file's siblings for CSV companions.
struct Reading {
    Book& book;
    std::vector<base::Error>& errors;
    std::string folder;   // Absolute folder of the file.
    std::string file;     // Path relative to the pack root, as errors show it.
    std::string chapter;  // First folder of the path.

    /// Reads the CSV that stands beside the file; notes faults and returns an empty table on error.
    base::Result<std::string> companion(std::string_view name) const;
};

void read_fact(Reading& reading, Decoder root);
void read_rule(Reading& reading, Decoder root);
void read_table(Reading& reading, Decoder root);
void read_metric(Reading& reading, Decoder root);
void read_layout(Reading& reading, Decoder root);
void read_params(Reading& reading, std::string_view text);

/// `tests: {cols: […], rows: [[…], …]}`.
TestTable read_tests(Decoder root);

/// Checks `<chapter>.<name>` and that the chapter is the folder's (`pack_bad_name`).
std::string read_name(Reading& reading, Decoder& root, std::string_view key);

/// Adds to a map of the book under the value's own name; notes `pack_duplicate_name`.
template <typename T>
void add(Reading& reading, std::map<std::string, T>& all, T value) {
    if (value.name.empty()) return;
    std::string const name = value.name;
    base::Place const place = value.place;
    if (!all.emplace(name, std::move(value)).second)
        reading.errors.push_back(
            {base::ErrorKind::conflict, "pack_duplicate_name", place, {{"name", name}}});
}

}  // namespace pack
