// Goal: no list or .log of a month crashes its reader, and the periods of a listed party are apart.
#include "base/folder_for_test.hpp"
#include "fuzz.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/list_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(uint8_t const* data, size_t size) {
    static base::FolderForTest const folder;
    static warehouse::SentFile const sent{"L_T_20260930.dat",
                                          folder.write("L_T_20260930.dat", "x\n"), false};
    std::string_view const input = fuzz::text_of(data, size);
    folder.write("common.good/1.csv", input);
    auto const lists = warehouse::read_lists(folder.path(), {"common.good"});
    fuzz::must(lists.has_value(), "an error");
    auto const& entries = lists->sets.at("common.good").entries;
    for (size_t i = 1; i < entries.size(); ++i)
        fuzz::must(entries[i].id != entries[i - 1].id ||
                       !entries[i].period.overlaps(entries[i - 1].period),
                   "periods overlap");
    folder.write("L_T_20260930.log", input);
    std::vector<domain::Finding> findings;
    auto const bytes = warehouse::SentBytes::open(sent);
    fuzz::must(bytes.has_value(), "the file is gone");
    warehouse::check_log("L", "T", sent, *bytes, findings);
    return 0;
}
