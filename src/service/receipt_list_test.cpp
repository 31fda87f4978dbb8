// Goal: runs are kept open while they are asked for, and personal columns are told apart.
// Method: runs that are manifests only. Pages over a real run: test/month/receipts_test.py.
#include "service/receipt_list.hpp"

#include <gtest/gtest.h>

#include "base/folder_for_test.hpp"

namespace service {
namespace {

constexpr std::string_view manifest = R"({"month": "2026-09", "edition": "bank"})";

TEST(ReceiptShelf, KeepsTheLatestOpen) {
    base::FolderForTest const folder;
    for (std::string const run : {"a", "b", "c"}) folder.write(run + "/manifest.json", manifest);
    auto const at = [&](std::string const& run) { return folder.path() + "/" + run; };
    ReceiptShelf shelf(2);
    auto const a = *shelf.find(at("a"));
    auto const b = *shelf.find(at("b"));
    EXPECT_EQ(*shelf.find(at("a")), a);
    auto const c = *shelf.find(at("c"));  // b was asked for longest ago.
    EXPECT_EQ(*shelf.find(at("a")), a);
    EXPECT_NE(*shelf.find(at("b")), b);
    EXPECT_EQ(shelf.find(at("d")).error().code, "run_missing");
    EXPECT_EQ(list_receipts(*c, warehouse::Scope::everything(), {.count = true})->count, 0);
}

TEST(ReceiptFields, HidePersonalColumns) {
    auto const all = receipt_fields(Personal::shown), some = receipt_fields(Personal::hidden);
    EXPECT_EQ(all.only.size(), domain::receipt_columns.size());
    EXPECT_EQ(some.only.size(), all.only.size() - 2);
    for (char const* const name : {"borrower_id", "use_text"}) {
        EXPECT_TRUE(all.has(name));
        EXPECT_FALSE(some.has(name));
    }
    EXPECT_FALSE(all.has("borrower_no"));
    EXPECT_FALSE(warehouse::Scope().fields.has("amount"));
}

}  // namespace
}  // namespace service
