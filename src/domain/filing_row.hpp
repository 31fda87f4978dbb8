// Filings and who signed them, evidence of determinations and numbers of branches, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// One filing of a month: a frozen archive, signed by three people, and the package that leaves.
struct Filing {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string month = {};
    int64_t revision = {};
    std::string run = {};
    std::string state = {};
    std::string digest = {};
    int64_t files = {};
    int64_t bytes = {};
    std::optional<std::string> package = {};
    std::string maker = {};
    std::optional<std::string> filed_at = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto filing_columns = base::columns<Filing>({
    base::column<&Filing::id>({.text = "Object id.", .key = true}),
    base::column<&Filing::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Filing::path>({.text = "Organisation path that the row belongs to."}),
    base::column<&Filing::month>({.text = "YYYY-MM.", .editor = base::Editor::month}),
    base::column<&Filing::revision>(
        {.text = "From 1; each filing of the month again is one more."}),
    base::column<&Filing::run>({.text = "Run that is filed."}),
    base::column<&Filing::state>({.text = "State.", .choices = "draft signed filed dropped"}),
    base::column<&Filing::digest>({.text = "SM3 of archive.json: what is signed."}),
    base::column<&Filing::files>({.text = "Files in the archive."}),
    base::column<&Filing::bytes>({.text = "Their bytes."}),
    base::column<&Filing::package>({.text = "SM3 of the package's manifest, once filed."}),
    base::column<&Filing::maker>({.text = "Actor who froze it.", .editor = base::Editor::account}),
    base::column<&Filing::filed_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Filing::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Filing::version>({.text = "1 when made, one more with each change."}),
    base::column<&Filing::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A signature over a filing's archive, kept until all three are there.
struct FilingSeal {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string filing = {};
    std::string signer_role = {};
    std::string actor = {};
    std::string name = {};
    std::string key_id = {};
    std::string at = {};
    std::string signature = {};
    std::string duty = {};
    std::string made_at = {};
};

inline constexpr auto filing_seal_columns = base::columns<FilingSeal>({
    base::column<&FilingSeal::id>({.text = "Object id.", .key = true}),
    base::column<&FilingSeal::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&FilingSeal::path>({.text = "Organisation path that the row belongs to."}),
    base::column<&FilingSeal::filing>({.text = "Filing."}),
    base::column<&FilingSeal::signer_role>(
        {.text = "Role of the signer.", .choices = "maker checker responsible"}),
    base::column<&FilingSeal::actor>(
        {.text = "Account that signed.", .editor = base::Editor::account}),
    base::column<&FilingSeal::name>({.text = "Name in the seal."}),
    base::column<&FilingSeal::key_id>({.text = "SM3 of the public key."}),
    base::column<&FilingSeal::at>(
        {.text = "When, as it stands in the seal.", .editor = base::Editor::instant}),
    base::column<&FilingSeal::signature>({.text = "Over the seal's canonical text, base64."}),
    base::column<&FilingSeal::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&FilingSeal::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A file that a determination rests on; the file itself lies in the tenant's folder.
struct Evidence {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string kind = {};
    std::string reference = {};
    std::string sm3 = {};
    int64_t bytes = {};
    std::string maker = {};
    std::string duty = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto evidence_columns = base::columns<Evidence>({
    base::column<&Evidence::id>({.text = "Object id.", .key = true}),
    base::column<&Evidence::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Evidence::path>({.text = "Organisation path that the row belongs to."}),
    base::column<&Evidence::kind>({.text = "What it is: an approval, an accounts' sheet."}),
    base::column<&Evidence::reference>({.text = "Its number or place."}),
    base::column<&Evidence::sm3>({.text = "SM3 of the file."}),
    base::column<&Evidence::bytes>({.text = "Bytes of the file."}),
    base::column<&Evidence::maker>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&Evidence::duty>({.text = "Duty it was received under (docs/glossary.md)."}),
    base::column<&Evidence::version>({.text = "1 when made, one more with each change."}),
    base::column<&Evidence::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// Which organisation a branch number in the files is.
struct BranchNumber {
    std::string id = {};
    std::string tenant = {};
    std::string path = {};
    std::string number = {};
    std::string organisation = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto branch_number_columns = base::columns<BranchNumber>({
    base::column<&BranchNumber::id>({.text = "Object id.", .key = true}),
    base::column<&BranchNumber::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&BranchNumber::path>({.text = "Path of the branch's organisation."}),
    base::column<&BranchNumber::number>({.text = "Branch number as the files have it."}),
    base::column<&BranchNumber::organisation>(
        {.text = "The branch's organisation.", .editor = base::Editor::organisation}),
    base::column<&BranchNumber::version>({.text = "1 when made, one more with each change."}),
    base::column<&BranchNumber::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A mapping by which a bank's own files are read (docs/month.md §4a), or a code table beside it.
struct BookMapping {
    std::string id = {};
    std::string tenant = {};
    std::string name = {};
    std::string text = {};
    std::string sm3 = {};
    std::string made_by = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto book_mapping_columns = base::columns<BookMapping>({
    base::column<&BookMapping::id>({.text = "Object id.", .key = true}),
    base::column<&BookMapping::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&BookMapping::name>({.text = "File name, .yaml or .csv."}),
    base::column<&BookMapping::text>({.text = "The file.", .editor = base::Editor::long_text}),
    base::column<&BookMapping::sm3>({.text = "SM3 of the file."}),
    base::column<&BookMapping::made_by>(
        {.text = "Account that sent it.", .editor = base::Editor::account}),
    base::column<&BookMapping::ended_at>(
        {.text = "Instant from which no run reads by it.", .editor = base::Editor::instant}),
    base::column<&BookMapping::version>({.text = "1 when made, one more with each change."}),
    base::column<&BookMapping::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Filing>{"filing", domain::filing_columns};
template <>
inline constexpr base::Record base::record_of<domain::FilingSeal>{"filing_seal",
                                                                  domain::filing_seal_columns};
template <>
inline constexpr base::Record base::record_of<domain::Evidence>{"evidence",
                                                                domain::evidence_columns};
template <>
inline constexpr base::Record base::record_of<domain::BookMapping>{"book_mapping",
                                                                   domain::book_mapping_columns};
template <>
inline constexpr base::Record base::record_of<domain::BranchNumber>{"branch_number",
                                                                    domain::branch_number_columns};
