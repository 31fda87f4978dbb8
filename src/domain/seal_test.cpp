// Goal: a seal counts for its own content, role, day and key only.
// Method: a canonical text written by hand; each column changed in turn; each state of a key once.
#include "domain/seal.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace domain {
namespace {

base::Day day(char const* text) { return base::parse_day(text).value(); }

struct Signer {
    base::PrivateKey key = base::PrivateKey::make(base::KeyKind::sm2);
    SigningKey row =
        register_row(key.public_key(), "张三", "91140000123456789X", "maker", day("2026-01-01"));

    Seal seal(std::string at = "2026-11-23T08:15:30.123Z") const {
        return make_seal(key, {.kind = "archive",
                               .digest = std::string(64, 'a'),
                               .role = "maker",
                               .name = "张三",
                               .key_id = "",
                               .at = std::move(at),
                               .signature = ""})
            .value();
    }
    SealState check(Seal const& seal) const {
        return check_seal(seal, "archive", std::string(64, 'a'), KeyRegister::make({row}).value());
    }
};

TEST(Seal, CanonicalTextByHand) {
    Seal const seal{"archive", "d1", "maker", "张三", "k1", "2026-11-23T08:15:30.123Z", "xx"};
    EXPECT_EQ(canonical_text("wupian.seal.v1", base::record_of<Seal>, &seal),
              "wupian.seal.v1\nkind=archive\ndigest=d1\nrole=maker\nname=张三\nkey_id=k1\n"
              "at=2026-11-23T08:15:30.123Z\n");
}

TEST(Seal, HoldsForItsContentOnly) {
    Signer const signer;
    Seal const good = signer.seal();
    EXPECT_EQ(signer.check(good), SealState::holds);
    for (base::Column const& column : base::record_of<Seal>.columns) {
        Seal changed = good;
        auto text = std::get<std::string>(column.get(&changed));
        text[text.size() / 2] = char(text[text.size() / 2] ^ 1);
        column.set(&changed, text);
        EXPECT_NE(signer.check(changed), SealState::holds) << column.name;
    }
    EXPECT_EQ(Signer().check(good), SealState::unknown_key);
    auto const back = parse_seals(seals_csv({good}), "seal.csv");
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(signer.check(back->at(0)), SealState::holds);
}

TEST(Seal, KeysCountInTheirTimeAndRole) {
    Signer signer;
    Seal const seal = signer.seal();
    signer.row.to = day("2026-11-23");
    EXPECT_EQ(signer.check(seal), SealState::holds);
    // 16:00 UTC is the next day in China.
    EXPECT_EQ(signer.check(signer.seal("2026-11-23T15:59:59.999Z")), SealState::holds);
    EXPECT_EQ(signer.check(signer.seal("2026-11-23T16:00:00.000Z")), SealState::not_valid);
    signer.row.to = day("2026-11-22");
    EXPECT_EQ(signer.check(seal), SealState::not_valid);
    signer.row.to.reset();
    signer.row.from = day("2026-11-24");
    EXPECT_EQ(signer.check(seal), SealState::not_valid);
    signer.row.from = day("2026-01-01");
    signer.row.role = "checker";
    EXPECT_EQ(signer.check(seal), SealState::not_valid);
    signer.row.role = "*";
    EXPECT_EQ(signer.check(seal), SealState::holds);
    signer.row.revoked = day("2027-05-05");  // Later, and still: the day may be a lie.
    EXPECT_EQ(signer.check(seal), SealState::revoked);
}

TEST(KeyRegister, RowsThatAreNotTrue) {
    Signer const signer, other;
    auto const code = [](std::vector<SigningKey> rows) {
        auto const made = KeyRegister::make(std::move(rows));
        return made ? "" : made.error().code + ":" + std::to_string(made.error().at.line);
    };
    EXPECT_EQ(code({signer.row, other.row}), "");
    EXPECT_EQ(code({signer.row, signer.row}), "key_twice:3");
    SigningKey row = signer.row;
    row.key_id = other.row.key_id;
    EXPECT_EQ(code({row}), "key_id_wrong:2");
    row = signer.row;
    row.kind = "ed25519";
    EXPECT_EQ(code({row}), "key_malformed:2");
    row.public_key = "AAAA";
    EXPECT_EQ(code({row}), "key_malformed:2");
}

TEST(Seal, TextsWithControlCharactersAreNotSigned) {
    Signer const signer;
    Seal seal = signer.seal();
    seal.name = "张三\nrole=checker";
    EXPECT_EQ(make_seal(signer.key, seal).error().at.field, "name");
    seal.name = std::string(sealed_text_bytes_max + 1, 'x');
    EXPECT_EQ(make_seal(signer.key, seal).error().code, "seal_text");
    seal = signer.seal();
    seal.at = "2026-11-23 08:15:30";
    EXPECT_EQ(make_seal(signer.key, seal).error().at.field, "at");
}

}  // namespace
}  // namespace domain
