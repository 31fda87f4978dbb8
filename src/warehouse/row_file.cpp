// Opening a file of rows, and its columns' values.
#include "warehouse/row_file.hpp"

#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace warehouse {
namespace {

template <typename T>
T at(char const* data, size_t index) {
    T out;
    std::memcpy(&out, data + index * sizeof(T), sizeof(T));
    return out;
}

/// The first entry for which `less` no longer holds.
template <typename Less>
uint32_t partition_point(uint32_t entries, Less less) {
    uint32_t low = 0;
    while (entries > 0) {
        uint32_t const half = entries / 2;
        if (less(low + half)) {
            low += half + 1;
            entries -= half + 1;
        } else {
            entries = half;
        }
    }
    return low;
}

constexpr std::string_view kind_names[] = {"integer", "decimal", "day", "text"};

}  // namespace

uint32_t RowColumn::code(size_t row) const {
    switch (code_bytes) {
        case 1: return at<uint8_t>(codes, row);
        case 2: return at<uint16_t>(codes, row);
        default: return at<uint32_t>(codes, row);
    }
}

std::string_view RowColumn::text(uint32_t code) const {
    auto const offset = [this](size_t i) {
        return offset_bytes == 4 ? at<uint32_t>(numbers, i) : at<uint64_t>(numbers, i);
    };
    uint64_t const begin = offset(code), end = offset(size_t(code) + 1);
    if (begin > end || end > text_bytes) return {};  // Not as our writer writes.
    return {texts + begin, size_t(end - begin)};
}

int64_t RowColumn::number(uint32_t code) const { return at<int64_t>(numbers, code); }

base::Value RowColumn::value(uint32_t code) const {
    if (code >= entries) return {};
    switch (kind) {
        case RowKind::integer: return number(code);
        case RowKind::decimal: return base::Decimal{number(code), scale};
        case RowKind::day: return base::Day{int32_t(number(code))};
        default: return std::string(text(code));
    }
}

bool RowColumn::takes(base::Value const& value) const {
    switch (kind) {
        case RowKind::integer: return std::holds_alternative<int64_t>(value);
        case RowKind::decimal: return std::holds_alternative<base::Decimal>(value);
        case RowKind::day: return std::holds_alternative<base::Day>(value);
        default: return std::holds_alternative<std::string>(value);
    }
}

RowPlace RowColumn::place_of(base::Value const& value) const {
    RowPlace place;
    if (kind == RowKind::text) {
        std::string_view const wanted = std::get<std::string>(value);
        place.at = partition_point(entries, [&](uint32_t i) { return text(i) < wanted; });
        place.exact = place.at < entries && text(place.at) == wanted;
    } else if (kind == RowKind::decimal) {
        auto const wanted = std::get<base::Decimal>(value);
        auto const entry = [&](uint32_t i) { return base::Decimal{number(i), scale}; };
        place.at = partition_point(entries, [&](uint32_t i) { return entry(i) < wanted; });
        place.exact = place.at < entries && entry(place.at) == wanted;
    } else {
        int64_t const wanted = kind == RowKind::day ? int64_t(std::get<base::Day>(value).days)
                                                    : std::get<int64_t>(value);
        place.at = partition_point(entries, [&](uint32_t i) { return number(i) < wanted; });
        place.exact = place.at < entries && number(place.at) == wanted;
    }
    return place;
}

uint32_t RowColumn::end_of_prefix(std::string_view prefix) const {
    return partition_point(entries,
                           [&](uint32_t i) { return text(i).substr(0, prefix.size()) <= prefix; });
}

std::string row_file_digest(RowFileHead const& head, std::string_view content) {
    base::DigestStream digest(base::DigestKind::sha256);
    digest.add(content);
    digest.add({reinterpret_cast<char const*>(&head.bytes), sizeof head.bytes});
    digest.add({reinterpret_cast<char const*>(&head.directory), sizeof head.directory});
    digest.add({head.source, sizeof head.source});
    return digest.hex();
}

base::Result<RowFile> RowFile::open(std::string const& path) {
    auto mapped = TRY(base::MappedFile::open(path));
    RowFile out(path, std::move(mapped));
    TRY_VOID(out.read());
    return out;
}

base::Result<void> RowFile::read() {
    auto const damaged = [this](std::string_view reason) {
        return base::invalid("rows_damaged", {.file = path_}, {{"reason", std::string(reason)}});
    };
    std::string_view const bytes = file_.bytes();
    RowFileHead head;
    if (bytes.size() < sizeof head) return damaged("short");
    std::memcpy(&head, bytes.data(), sizeof head);
    if (std::string_view(head.magic, sizeof head.magic) != row_file_magic) return damaged("head");
    if (head.bytes != bytes.size()) return damaged("size");
    if (row_file_digest(head, bytes.substr(sizeof head)) !=
        std::string_view(head.digest, sizeof head.digest))
        return damaged("digest");
    if (head.directory > bytes.size()) return damaged("directory");
    source_.assign(head.source, sizeof head.source);
    auto const lines = base::split(bytes.substr(size_t(head.directory)), '\n');
    auto const first = base::split(lines[0], '|');
    if (first.size() != 3) return damaged("directory");
    int64_t const rows = base::parse_integer(first[0]).value_or(-1);
    int64_t const keys = base::parse_integer(first[1]).value_or(-1);
    int64_t const numbers = base::parse_integer(first[2]).value_or(-1);
    if (rows < 0 || rows > INT32_MAX || keys < 1) return damaged("directory");
    rows_ = size_t(rows);
    keys_ = size_t(keys);
    if (!has(numbers, sizeof(uint32_t), rows_)) return damaged("directory");
    row_numbers_ = bytes.data() + numbers;
    for (size_t i = 1; i + 1 < lines.size(); ++i)
        if (!read_column(lines[i])) return damaged("directory");
    return columns_.size() < keys_ ? damaged("directory") : base::Result<void>();
}

bool RowFile::has(int64_t at, size_t size, size_t count) const {
    size_t const bytes = file_.bytes().size();
    return at >= 0 && size_t(at) % 8 == 0 && size_t(at) <= bytes &&
           count <= (bytes - size_t(at)) / size;
}

/// name|kind|scale|entries|code bytes|codes|offset bytes|numbers|texts|text bytes
bool RowFile::read_column(std::string_view line) {
    auto const cells = base::split(line, '|');
    if (cells.size() != 10) return false;
    int64_t numbers[10] = {};
    for (size_t i = 2; i < cells.size(); ++i)
        numbers[i] = base::parse_integer(cells[i]).value_or(-1);
    RowColumn column;
    column.name = cells[0];
    size_t kind = 0;
    while (kind < std::size(kind_names) && kind_names[kind] != cells[1]) ++kind;
    if (kind == std::size(kind_names)) return false;
    column.kind = RowKind(kind);
    if (numbers[2] < 0 || numbers[2] > base::decimal_scale_max) return false;
    column.scale = uint8_t(numbers[2]);
    if (numbers[3] < 0 || numbers[3] > INT32_MAX) return false;
    column.entries = uint32_t(numbers[3]);
    if (numbers[4] != 1 && numbers[4] != 2 && numbers[4] != 4) return false;
    column.code_bytes = uint8_t(numbers[4]);
    bool const text = column.kind == RowKind::text;
    if (numbers[6] != 8 && (numbers[6] != 4 || !text)) return false;
    column.offset_bytes = uint8_t(numbers[6]);
    size_t const entries = size_t(column.entries) + (text ? 1 : 0);
    if (!has(numbers[5], column.code_bytes, rows_) ||
        !has(numbers[7], column.offset_bytes, entries) || numbers[9] < 0 ||
        !has(numbers[8], 1, size_t(numbers[9])))
        return false;
    char const* const data = file_.bytes().data();
    column.codes = data + numbers[5];
    column.numbers = data + numbers[7];
    column.texts = data + numbers[8];
    column.text_bytes = size_t(numbers[9]);
    columns_.push_back(std::move(column));
    return true;
}

RowColumn const* RowFile::find(std::string_view name) const {
    for (RowColumn const& column : columns_)
        if (column.name == name) return &column;
    return nullptr;
}

uint32_t RowFile::row_no(size_t row) const { return at<uint32_t>(row_numbers_, row); }

}  // namespace warehouse
