// Goal: a package enters only whole, for its reader, of an allowed kind, signed, and once; and what
// province and window exchange cannot name a receipt.
// Method: the table of kinds itself; one good package, then each thing wrong once.
#include "service/package.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/folder_for_test.hpp"
#include "base/text.hpp"
#include "warehouse/zip.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;

constexpr char id[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
constexpr char list_csv[] =
    "row,id,name,level,region,from,to\nentry,91140100MA0000001X,甲,,140100,2026-01-01,\n";

// The words by which a receipt or its row could be told, in any of our formats.
std::set<std::string, std::less<>> const receipt_words = {
    "receipt", "receipts", "contract",    "bill",   "txn",    "transaction", "loan",
    "loan_no", "borrower", "borrower_no", "row_no", "branch", "branch_no"};

TEST(PackageKinds, NothingOfProvinceOrWindowNamesAReceipt) {
    int looked = 0;
    for (PackageKind const& kind : package_kinds()) {
        bool outside = false;
        for (auto const* side : {&kind.from, &kind.to})
            for (std::string_view edition : *side) {
                EXPECT_TRUE(std::set<std::string_view>({"bank", "pboc", "province", "window"})
                                .contains(edition));
                outside = outside || edition == "province" || edition == "window";
            }
        if (!outside) continue;
        ++looked;
        EXPECT_FALSE(kind.headers.empty()) << kind.kind << " could carry anything";
        for (std::string const& header : kind.headers)
            for (std::string_view column : base::split(header, ','))
                EXPECT_FALSE(receipt_words.contains(column)) << kind.kind << " " << column;
    }
    EXPECT_GE(looked, 8);
}

/// A province that sends a list to a bank.
struct Case {
    base::FolderForTest folder;
    base::PrivateKey key = base::PrivateKey::make(base::KeyKind::ed25519);
    domain::SigningKey row = domain::register_row(key.public_key(), "省平台", "province-1",
                                                  "sender", base::parse_day("2026-01-01").value());
    domain::KeyRegister keys = domain::KeyRegister::make({row}).value();
    PackageHead head{.id = id,
                     .kind = "list",
                     .from = "province",
                     .organisation = "province-1",
                     .to = "bank",
                     .recipient = "bank-1",
                     .made_at = "2026-11-23T08:15:30.123Z",
                     .month = "2026-09"};
    std::string out = folder.path() + "/p.zip";

    Signer signer() const { return {"sender", "省平台", "province-1", key}; }
    base::Result<std::string> make(std::string const& text = list_csv,
                                   std::string const& name = "tech.hnte/2026-09.csv") const {
        return make_package(head, {{name, folder.write("source.csv", text)}}, {signer()}, out);
    }
    std::string open(std::string edition = "bank", std::string organisation = "bank-1") const {
        auto const opened =
            open_package(out, {std::move(edition), std::move(organisation), keys, {}});
        return opened ? "" : opened.error().code;
    }
    /// Rewrites a member; the list and its seals stay as they are unless they are the member.
    void rewrite(std::string const& member, std::string const& bytes) const {
        std::vector<std::pair<std::string, std::string>> members;
        auto names = warehouse::list_zip(out).value();
        if (std::find(names.begin(), names.end(), member) == names.end()) names.push_back(member);
        int number = 0;
        for (std::string const& name : names) {
            std::string const was =
                name == member ? bytes : warehouse::read_zip_entry(out, name).value();
            if (name == member && bytes.empty()) continue;
            members.emplace_back(name, folder.write("m" + std::to_string(number++), was));
        }
        ASSERT_TRUE(warehouse::write_zip(out, members));
        ASSERT_TRUE(warehouse::stamp_zip(out));
    }
};

TEST(Package, OpensForItsReader) {
    Case const c;
    ASSERT_TRUE(c.make());
    auto const opened = open_package(c.out, {"bank", "bank-1", c.keys, {}});
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    EXPECT_EQ(opened->files, std::vector<std::string>{"tech.hnte/2026-09.csv"});
    EXPECT_EQ(opened->content.read(opened->files[0], 1000), list_csv);
    EXPECT_EQ(opened->head.month, "2026-09");
    EXPECT_TRUE(is_package(c.out));
    EXPECT_TRUE(verify_package(c.out, c.keys)->is_whole());
    EXPECT_EQ(c.make().error().code, "output_not_empty");

    EXPECT_EQ(c.open("bank", "bank-2"), "package_recipient");
    EXPECT_EQ(c.open("pboc", "bank-1"), "package_recipient");
    auto const again = open_package(
        c.out, {"bank", "bank-1", c.keys, [](std::string const& known) { return known == id; }});
    EXPECT_EQ(again.error().code, "package_replayed");
}

TEST(Package, SameInputSameBytes) {
    Case const c;
    ASSERT_TRUE(c.make());
    auto const first = base::read_file(c.out).value();
    ASSERT_TRUE(base::remove_all(c.out));
    ASSERT_TRUE(c.make());
    EXPECT_EQ(base::read_file(c.out).value(), first);
}

TEST(Package, IsNotMadeOfWhatItMayNotCarry) {
    Case c;
    EXPECT_EQ(c.make("row,id,name,level,region,from,to,receipt\n").error().code, "package_columns");
    EXPECT_EQ(c.make("receipt,amount\n1,2\n").error().code, "package_columns");
    EXPECT_EQ(c.make("row,id,name,level,region,from,to\na,b,c,d,e,f,g,JJ001\n").error().code,
              "csv_wrong_count");
    EXPECT_EQ(c.make(list_csv, "list.parquet").error().code, "package_columns");
    EXPECT_EQ(c.make(list_csv, "../list.csv").error().code, "zip_member_name");
    EXPECT_EQ(c.make(list_csv, "manifest.json").error().code, "zip_member_name");
    c.head.to = "window";
    EXPECT_EQ(c.make().error().code, "package_route");
    c.head.kind = "loans";
    EXPECT_EQ(c.make().error().code, "package_kind");
    c.head.kind = "filing";  // Between bank and pboc only.
    c.head.to = "bank";
    EXPECT_EQ(c.make().error().code, "package_route");
    c.head = Case().head;
    c.head.id = "1";
    EXPECT_EQ(c.make().error().code, "manifest_malformed");
    EXPECT_FALSE(base::is_file(c.out));
}

TEST(Package, EachMemberWrongOnce) {
    struct Wrong {
        char const *member, *bytes, *code;
    };
    Wrong const wrongs[] = {
        {"tech.hnte/2026-09.csv", "row,id,name,level,region,from,to\n", "package_files"},
        {"tech.hnte/2026-09.csv", "", "package_files"},
        {"more.csv", list_csv, "package_files"},
        {"manifest.sig", "", "content_missing"},
        {"manifest.sig", "kind,digest,role,name,key_id,at,signature\n", "package_unsigned"},
        {"manifest.json", "{}", "manifest_malformed"},
        {"../slip.csv", list_csv, "zip_member_name"},
        {"/slip.csv", list_csv, "zip_member_name"},
        {"a\\slip.csv", list_csv, "zip_member_name"}};
    for (Wrong const& wrong : wrongs) {
        Case const c;
        ASSERT_TRUE(c.make());
        c.rewrite(wrong.member, wrong.bytes);
        EXPECT_EQ(c.open(), wrong.code) << wrong.member;
    }
}

TEST(Package, AManifestOfOnesOwnIsNotSigned) {
    struct Wrong {
        char const* name;
        Json value;
        char const* code;
    };
    Wrong const wrongs[] = {{"recipient", "*", "package_unsigned"},
                            {"recipient", "bank-2", "package_recipient"},
                            {"schema", 0, "package_schema"},
                            {"schema", 2, "package_schema"},
                            {"kind", "page", "package_route"},
                            {"package", "AAAA", "manifest_malformed"},
                            {"organisation", "province-2", "package_unsigned"}};
    for (Wrong const& wrong : wrongs) {
        Case const c;
        ASSERT_TRUE(c.make());
        Json manifest = Json::parse(warehouse::read_zip_entry(c.out, "manifest.json").value());
        manifest[wrong.name] = wrong.value;
        c.rewrite("manifest.json", manifest.dump());
        EXPECT_EQ(c.open(), wrong.code) << wrong.name;
    }
}

TEST(Package, KeysMustBeTheSenders) {
    Case c;
    ASSERT_TRUE(c.make());
    c.row.organisation = "province-2";
    c.keys = domain::KeyRegister::make({c.row}).value();
    EXPECT_EQ(c.open(), "package_unsigned");
    c.row.organisation = "province-1";
    c.row.revoked = base::parse_day("2026-12-01");
    c.keys = domain::KeyRegister::make({c.row}).value();
    EXPECT_EQ(c.open(), "package_unsigned");
    c.keys = domain::KeyRegister::make({}).value();
    EXPECT_EQ(c.open(), "package_unsigned");
}

TEST(Package, BombsAreRefusedUnread) {
    Case c;
    c.head.kind = "filing";
    c.head.from = "bank";
    c.head.to = "pboc";
    c.row.organisation = "province-1";
    std::string const zeros(20'000'000, '0');  // Packs a thousand times smaller.
    ASSERT_TRUE(
        make_package(c.head, {{"a.dat", c.folder.write("zeros", zeros)}}, {c.signer()}, c.out));
    EXPECT_EQ(c.open("pboc", "bank-1"), "zip_bomb");
}

TEST(Package, ForeignZipsAreRefused) {
    Case const c;
    ASSERT_TRUE(c.make());
    auto bytes = base::read_file(c.out).value();
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
    c.folder.write("p.zip", bytes);
    EXPECT_EQ(c.open(), "zip_changed");
    c.folder.write("p.zip", "no zip");
    EXPECT_EQ(c.open(), "zip_changed");
    c.folder.write("p.zip", "");
    EXPECT_EQ(c.open(), "zip_changed");
}

}  // namespace
}  // namespace service
