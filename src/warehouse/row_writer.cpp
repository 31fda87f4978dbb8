// Rows to columns of codes: number the values as they come, put them in order, write.
#include "warehouse/row_writer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <numeric>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "warehouse/numbering.hpp"

namespace warehouse {
namespace {

constexpr size_t columns_bytes = size_t(256) << 20;  // Codes that are held at one time.
constexpr uint32_t no_value = UINT32_MAX;

__extension__ using Wide = unsigned __int128;

/// The first 16 bytes of a text as a number that is in order as the text is.
Wide prefix_of(std::string_view text) {
    Wide out = 0;
    for (size_t i = 0; i < 16; ++i) out = out << 8 | (i < text.size() ? uint8_t(text[i]) : 0);
    return out;
}

/// A column while it is read: numbers of values by row of the month.
class Encoded {
public:
    Encoded(RowShape const& shape, size_t rows) : shape_(shape), codes_(rows, no_value) {}

    RowShape const& shape() const { return shape_; }
    uint32_t entries() const { return uint32_t(order_.size()); }
    bool is_text() const { return shape_.kind == RowKind::text; }

    /// Takes a batch whose first column says which rows these are.
    base::Result<void> add(base::BatchColumn const& rows, base::BatchColumn const& values,
                           size_t count) {
        using base::ColumnKind;
        bool const wide = values.kind == ColumnKind::int64;
        bool const narrow = values.kind == ColumnKind::int32 || values.kind == ColumnKind::day;
        bool const good = is_text() ? values.kind == ColumnKind::text
                                    : (wide || narrow) && values.scale == shape_.scale;
        if (!good)
            return base::fail(base::ErrorKind::internal, "database_type", {.field = shape_.name});
        int64_t const* const row_no = rows.values<int64_t>();
        for (size_t i = 0; i < count; ++i) {
            if (!values.is_valid(i)) continue;
            uint32_t& code = codes_[size_t(row_no[i])];
            if (is_text())
                code = texts_.number_of(values.values<base::TextView>()[i]);
            else
                code = numbers_.number_of(wide ? values.values<int64_t>()[i]
                                               : int64_t(values.values<int32_t>()[i]));
        }
        return {};
    }

    /// All rows came: puts the values in order.
    void sort() {
        order_.resize(is_text() ? texts_.keys().size() : numbers_.keys().size());
        if (is_text()) {
            sort_texts();
        } else {
            auto const& keys = numbers_.keys();
            std::iota(order_.begin(), order_.end(), 0U);
            std::sort(order_.begin(), order_.end(),
                      [&](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
        }
        rank_.resize(order_.size());
        for (uint32_t i = 0; i < order_.size(); ++i) rank_[order_[i]] = i;
    }

    uint32_t code(size_t row) const {
        return codes_[row] == no_value ? entries() : rank_[codes_[row]];
    }
    std::string_view text(size_t at) const { return texts_.keys()[order_[at]].view(); }
    int64_t number(size_t at) const { return numbers_.keys()[order_[at]]; }

private:
    void sort_texts() {
        struct Entry {
            Wide prefix;
            uint32_t number;
        };
        auto const& keys = texts_.keys();
        std::vector<Entry> entries(keys.size());
        for (uint32_t i = 0; i < keys.size(); ++i) entries[i] = {prefix_of(keys[i].view()), i};
        std::sort(entries.begin(), entries.end(), [&](Entry const& a, Entry const& b) {
            if (a.prefix != b.prefix) return a.prefix < b.prefix;
            return keys[a.number].view() < keys[b.number].view();
        });
        for (size_t i = 0; i < entries.size(); ++i) order_[i] = entries[i].number;
    }

    RowShape const& shape_;
    std::vector<uint32_t> codes_;
    Numbering<TextTraits> texts_;
    Numbering<NumberTraits> numbers_;
    std::vector<uint32_t> order_;  // Place → number.
    std::vector<uint32_t> rank_;   // Number → place.
};

/// The file under a temporary name; its head is written last.
class Output {
public:
    explicit Output(std::string path)
        : path_(std::move(path)),
          file_(std::fopen((path_ + ".part").c_str(), "wb")),
          digest_(base::DigestKind::sha256) {
        RowFileHead const empty{};
        if (file_ != nullptr) good_ = std::fwrite(&empty, sizeof empty, 1, file_) == 1;
    }
    Output(Output const&) = delete;
    Output& operator=(Output const&) = delete;
    ~Output() {
        if (file_ != nullptr) std::fclose(file_);
        if (!done_) (void)base::remove_all(path_ + ".part");
    }

    /// Where the next bytes will stand.
    size_t at() const { return at_; }

    void add(void const* data, size_t size) {
        digest_.add({static_cast<char const*>(data), size});
        good_ = good_ && (size == 0 || std::fwrite(data, size, 1, file_) == 1);
        at_ += size;
    }
    void align() {
        constexpr char zeros[8] = {};
        add(zeros, (8 - at_ % 8) % 8);
    }

    base::Result<int64_t> finish(std::string const& directory, std::string const& source) {
        RowFileHead head{};
        std::memcpy(head.magic, row_file_magic.data(), sizeof head.magic);
        head.directory = at_;
        add(directory.data(), directory.size());
        head.bytes = at_;
        std::memcpy(head.source, source.data(), std::min(source.size(), sizeof head.source));
        add_digest(head);
        good_ = good_ && std::fseek(file_, 0, SEEK_SET) == 0 &&
                std::fwrite(&head, sizeof head, 1, file_) == 1 && std::fflush(file_) == 0 &&
                fsync(fileno(file_)) == 0;
        if (file_ != nullptr) good_ = std::fclose(std::exchange(file_, nullptr)) == 0 && good_;
        if (!good_)
            return base::fail(base::ErrorKind::unavailable, "file_unwritable", {.file = path_},
                              {{"reason", "write"}});
        TRY_VOID(base::rename_path(path_ + ".part", path_));
        done_ = true;
        return int64_t(head.bytes);
    }

private:
    /// As row_file_digest, over what was added.
    void add_digest(RowFileHead& head) {
        digest_.add({reinterpret_cast<char const*>(&head.bytes), sizeof head.bytes});
        digest_.add({reinterpret_cast<char const*>(&head.directory), sizeof head.directory});
        digest_.add({head.source, sizeof head.source});
        std::string const hex = digest_.hex();
        std::memcpy(head.digest, hex.data(), sizeof head.digest);
    }

    std::string path_;
    std::FILE* file_;
    base::DigestStream digest_;
    size_t at_ = sizeof(RowFileHead);
    bool good_ = false;
    bool done_ = false;
};

class RowWriter {
public:
    RowWriter(Connection& connection, RowSource const& source, std::string const& path)
        : connection_(connection), source_(source), path_(path), output_(path) {}

    base::Result<int64_t> run() {
        TRY_VOID(put_keys());
        for (size_t i = 0; i < source_.inputs.size(); ++i) {
            RowInput const& input = source_.inputs[i];
            size_t const held = std::max<size_t>(1, columns_bytes / (4 * source_.rows + 1));
            for (size_t from = i == 0 ? source_.keys : 0; from < input.columns.size();
                 from += held) {
                auto const columns =
                    TRY(read(input, from, std::min(held, input.columns.size() - from)));
                for (Encoded const& column : columns) put(column);
            }
        }
        std::string const first = std::to_string(source_.rows) + "|" +
                                  std::to_string(source_.keys) + "|" +
                                  std::to_string(row_numbers_) + "\n";
        return output_.finish(first + directory_, source_.digest);
    }

private:
    base::Result<std::vector<Encoded>> read(RowInput const& input, size_t from, size_t count) {
        std::vector<Encoded> out;
        std::string sql = "SELECT " + input.row_no;
        for (size_t i = from; i < from + count; ++i) {
            out.emplace_back(input.columns[i], source_.rows);
            sql += ", " + input.columns[i].sql;
        }
        Came came(source_.rows);
        auto const read =
            connection_.query(sql + " FROM " + input.from,
                              [&](base::Batch const& batch) { return take(batch, came, out); });
        if (!read) return std::unexpected(read.error());
        if (came.count != source_.rows) return differs(std::to_string(came.count) + " rows");
        for (Encoded& column : out) column.sort();
        return out;
    }

    /// Rows of the month that came already.
    struct Came {
        std::vector<bool> rows;
        size_t count = 0;
        explicit Came(size_t all) : rows(all) {}
    };

    base::Result<void> take(base::Batch const& batch, Came& came, std::vector<Encoded>& out) const {
        for (size_t i = 0; i < batch.rows; ++i) {
            auto const row = size_t(batch.columns[0].values<int64_t>()[i]);
            if (row >= source_.rows || came.rows[row]) return differs("row " + std::to_string(row));
            came.rows[row] = true;
        }
        came.count += batch.rows;
        for (size_t c = 0; c < out.size(); ++c)
            TRY_VOID(out[c].add(batch.columns[0], batch.columns[c + 1], batch.rows));
        return {};
    }

    std::unexpected<base::Error> differs(std::string reason) const {
        return base::invalid("rows_differ", {.file = path_}, {{"reason", std::move(reason)}});
    }

    /// The key's columns, the order of the rows by them, and their numbers in the month.
    base::Result<void> put_keys() {
        auto const keys = TRY(read(source_.inputs[0], 0, source_.keys));
        if (source_.rows > 0 && (keys[0].entries() != 1)) return differs(keys[0].shape().name);
        std::vector<Wide> order(source_.rows);
        for (size_t row = 0; row < source_.rows; ++row) {
            Wide key = 0;
            for (size_t k = 1; k < keys.size(); ++k) key = key << 32 | keys[k].code(row);
            order[row] = key << 32 | row;
        }
        std::sort(order.begin(), order.end());
        order_.resize(source_.rows);
        for (size_t row = 0; row < source_.rows; ++row) order_[row] = uint32_t(order[row]);
        order = {};
        output_.align();
        row_numbers_ = output_.at();
        output_.add(order_.data(), order_.size() * sizeof(uint32_t));
        for (Encoded const& key : keys) put(key);
        return {};
    }

    template <typename T>
    void put_codes(Encoded const& column) {
        std::vector<T> codes(order_.size());
        for (size_t i = 0; i < codes.size(); ++i) codes[i] = T(column.code(order_[i]));
        output_.align();
        add_cell(sizeof(T));
        add_cell(output_.at());
        output_.add(codes.data(), codes.size() * sizeof(T));
    }

    template <typename T>
    void put_offsets(Encoded const& column) {
        std::vector<T> offsets(size_t(column.entries()) + 1);
        for (size_t i = 0; i < column.entries(); ++i)
            offsets[i + 1] = T(offsets[i] + column.text(i).size());
        output_.align();
        add_cell(sizeof(T));
        add_cell(output_.at());
        output_.add(offsets.data(), offsets.size() * sizeof(T));
    }

    void add_cell(size_t number) { directory_ += "|" + std::to_string(number); }

    void put(Encoded const& column) {
        constexpr std::string_view kinds[] = {"integer", "decimal", "day", "text"};
        RowShape const& shape = column.shape();
        directory_ += shape.name + "|" + std::string(kinds[size_t(shape.kind)]);
        add_cell(shape.scale);
        add_cell(column.entries());
        if (column.entries() <= UINT8_MAX)
            put_codes<uint8_t>(column);
        else if (column.entries() <= UINT16_MAX)
            put_codes<uint16_t>(column);
        else
            put_codes<uint32_t>(column);
        column.is_text() ? put_texts(column) : put_numbers(column);
        directory_ += '\n';
    }

    void put_numbers(Encoded const& column) {
        std::vector<int64_t> numbers(column.entries());
        for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = column.number(i);
        output_.align();
        add_cell(sizeof(int64_t));
        add_cell(output_.at());
        output_.add(numbers.data(), numbers.size() * sizeof(int64_t));
        output_.align();
        add_cell(output_.at());
        add_cell(0);
    }

    void put_texts(Encoded const& column) {
        std::string texts;
        for (size_t i = 0; i < column.entries(); ++i) texts += column.text(i);
        texts.size() <= UINT32_MAX ? put_offsets<uint32_t>(column) : put_offsets<uint64_t>(column);
        output_.align();
        add_cell(output_.at());
        add_cell(texts.size());
        output_.add(texts.data(), texts.size());
    }

    Connection& connection_;
    RowSource const& source_;
    std::string const& path_;
    Output output_;
    std::vector<uint32_t> order_;  // Row of the file → row of the month.
    size_t row_numbers_ = 0;
    std::string directory_;
};

}  // namespace

base::Result<int64_t> write_rows(Connection& connection, RowSource const& source,
                                 std::string const& path) {
    return RowWriter(connection, source, path).run();
}

}  // namespace warehouse
