// Seals over canonical texts; pure, no clock.
#include "domain/seal.hpp"

#include <algorithm>

#include "base/encode.hpp"
#include "base/text.hpp"

namespace domain {
namespace {

constexpr std::string_view seal_form = "wupian.seal.v1";

std::string text_of(Seal const& seal) {
    return canonical_text(seal_form, base::record_of<Seal>, &seal);
}

/// The day of an instant's text, in China (UTC+8), where "the day of signing" is meant; nullopt for
/// another form.
std::optional<base::Day> day_of(std::string const& at) {
    if (at.size() != 24 || at[10] != 'T' || at[23] != 'Z') return std::nullopt;
    auto const day = base::parse_day(at.substr(0, 10));
    auto const hour = base::parse_integer(at.substr(11, 2));
    if (!day || !hour || *hour < 0 || *hour > 23) return std::nullopt;
    return base::add_days(*day, *hour >= 16 ? 1 : 0);
}

}  // namespace

std::string canonical_text(std::string_view form, base::Record const& record, void const* row) {
    std::string out = std::string(form) + "\n";
    for (base::Column const& column : record.columns)
        if (column.name != "signature")
            out += std::string(column.name) + "=" + base::to_text(column.get(row)) + "\n";
    return out;
}

std::string find_control(base::Record const& record, void const* row) {
    for (base::Column const& column : record.columns) {
        base::Value const value = column.get(row);
        auto const* const text = std::get_if<std::string>(&value);
        if (text == nullptr) continue;
        bool const control = std::any_of(text->begin(), text->end(),
                                         [](char c) { return uint8_t(c) < 32 || c == 127; });
        if (control || text->size() > sealed_text_bytes_max ||
            base::find_malformed_utf8(*text) != std::string_view::npos)
            return std::string(column.name);
    }
    return "";
}

base::Result<Seal> make_seal(base::PrivateKey const& key, Seal seal) {
    seal.key_id = key.public_key().id();
    seal.signature.clear();
    std::string const bad = find_control(base::record_of<Seal>, &seal);
    if (!bad.empty()) return base::invalid("seal_text", {.field = bad});
    if (!day_of(seal.at)) return base::invalid("seal_text", {.field = "at"});
    seal.signature = base::to_base64(key.sign(text_of(seal)));
    return seal;
}

std::string_view seal_state_text(SealState state) {
    switch (state) {
        case SealState::holds: return "holds";
        case SealState::broken: return "broken";
        case SealState::unknown_key: return "unknown_key";
        case SealState::revoked: return "revoked";
        case SealState::not_valid: return "not_valid";
    }
    return "broken";
}

base::Result<KeyRegister> KeyRegister::make(std::vector<SigningKey> rows) {
    KeyRegister out;
    int32_t line = 1;
    for (SigningKey& row : rows) {
        ++line;
        auto const der = base::from_base64(row.public_key);
        auto key = base::PublicKey::from_der(der.value_or(""));
        if (!key || row.kind != base::key_kind_text(key->kind()))
            return base::invalid("key_malformed", {.line = line, .field = "public_key"});
        if (key->id() != row.key_id)
            return base::invalid("key_id_wrong", {.line = line, .field = "key_id"});
        std::string const id = row.key_id;
        if (out.keys_.contains(id))
            return base::invalid("key_twice", {.line = line, .field = "key_id"});
        out.keys_.emplace(id, Known{std::move(row), std::move(*key)});
    }
    return out;
}

base::Result<KeyRegister> KeyRegister::parse(std::string_view csv, std::string const& file) {
    auto values = TRY(base::parse_csv_rows(base::record_of<SigningKey>, csv, file));
    std::vector<SigningKey> rows;
    for (auto& row : values)
        base::assign(base::record_of<SigningKey>, &rows.emplace_back(), std::move(row));
    auto out = make(std::move(rows));
    if (!out) out.error().at.file = file;
    return out;
}

KeyRegister::Known const* KeyRegister::find(std::string_view key_id) const {
    auto const found = keys_.find(key_id);
    return found == keys_.end() ? nullptr : &found->second;
}

SigningKey register_row(base::PublicKey const& key, std::string name, std::string organisation,
                        std::string role, base::Day from) {
    return {.key_id = key.id(),
            .kind = std::string(base::key_kind_text(key.kind())),
            .name = std::move(name),
            .organisation = std::move(organisation),
            .role = std::move(role),
            .public_key = base::to_base64(key.der()),
            .from = from,
            .to = {},
            .revoked = {}};
}

SealState check_seal(Seal const& seal, std::string_view kind, std::string_view digest,
                     KeyRegister const& keys) {
    if (seal.kind != kind || seal.digest != digest) return SealState::broken;
    if (!find_control(base::record_of<Seal>, &seal).empty()) return SealState::broken;
    KeyRegister::Known const* const known = keys.find(seal.key_id);
    if (known == nullptr) return SealState::unknown_key;
    auto const signature = base::from_base64(seal.signature);
    auto const day = day_of(seal.at);
    if (!signature || !day || !known->key.verify(text_of(seal), *signature))
        return SealState::broken;
    // The day of a signature is what its maker wrote, so a stolen key can write any.
    if (known->row.revoked) return SealState::revoked;
    bool const in_force = known->row.from <= *day && (!known->row.to || *day <= *known->row.to);
    bool const in_role = known->row.role == "*" || known->row.role == seal.role;
    return in_force && in_role ? SealState::holds : SealState::not_valid;
}

base::Result<std::vector<Seal>> parse_seals(std::string_view csv, std::string const& file) {
    auto values = TRY(base::parse_csv_rows(base::record_of<Seal>, csv, file));
    if (values.size() > seals_max)
        return base::fail(base::ErrorKind::limit, "seals_too_many", {.file = file},
                          {{"most", std::to_string(seals_max)}});
    std::vector<Seal> out;
    for (auto& row : values)
        base::assign(base::record_of<Seal>, &out.emplace_back(), std::move(row));
    return out;
}

std::string seals_csv(std::vector<Seal> const& seals) {
    std::string out = base::csv_header(base::record_of<Seal>) + "\n";
    for (Seal const& seal : seals) base::append_csv_row(out, base::record_of<Seal>, &seal);
    return out;
}

}  // namespace domain
