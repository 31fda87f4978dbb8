// Reading keys and their rows.
#include "service/held_key.hpp"

#include "base/file.hpp"

namespace service {

std::string key_row_file(std::string const& pem) {
    return (pem.ends_with(".pem") ? pem.substr(0, pem.size() - 4) : pem) + ".csv";
}

base::Result<domain::SigningKey> read_key_row(std::string const& csv) {
    auto const text = TRY(base::read_file(csv, 1 << 20));
    auto rows = TRY(base::parse_csv_rows(base::record_of<domain::SigningKey>, text, csv));
    if (rows.size() != 1) return base::invalid("key_malformed", {.file = csv});
    domain::SigningKey out;
    base::assign(base::record_of<domain::SigningKey>, &out, std::move(rows[0]));
    return out;
}

base::Result<HeldKey> read_held_key(std::string const& pem, std::string const& pass_phrase) {
    auto const text = TRY(base::read_file(pem, base::key_text_bytes_max));
    auto key = base::PrivateKey::from_pem(text, pass_phrase);
    if (!key) {
        key.error().at.file = pem;
        return std::unexpected(std::move(key).error());
    }
    std::string const file = key_row_file(pem);
    auto row = TRY(read_key_row(file));
    if (row.key_id != key->public_key().id())
        return base::invalid("key_not_of_file", {.file = file, .field = "key_id"});
    return HeldKey{std::move(*key), std::move(row)};
}

base::Result<std::vector<domain::SigningKey>> key_rows_of(std::string const& folder) {
    std::vector<domain::SigningKey> out;
    if (!base::is_directory(folder)) return out;
    auto const entries = TRY(base::list_directory(folder));
    for (auto const& entry : entries) {
        if (entry.is_directory || base::file_extension(entry.name) != "csv") continue;
        auto row = TRY(read_key_row(folder + "/" + entry.name));
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace service
