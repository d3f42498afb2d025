#pragma once

#include "core/weights/tensor_file.h"

#include <QStringList>

namespace reverie::weights {

/// The weights of one component over one file or several shards, under today's diffusers names: older spellings are
/// renamed on opening (key_aliases.h). Movable, owned by whoever loads the component; all const functions may be
/// called from several threads at once.
class WeightSet final {
public:
    /// Finds the weights of a component's folder: "<stem>.safetensors", then shards with
    /// "<stem>.safetensors.index.json", then the same as variants fp16, bf16, fp32, non_ema; then all these as
    /// PyTorch's ".bin", where "model" is called "pytorch_model".
    /// \param stem "diffusion_pytorch_model" or "model"
    /// Errors: those of TensorFile::open; NotFound; Unsupported when there are only weights in a format that
    /// Reverie does not read; Corrupt when index and shards disagree.
    [[nodiscard]] static Result<WeightSet> open(const QString& componentDir, const QString& stem);
    /// One file that stands for the whole component.
    [[nodiscard]] static Result<WeightSet> openFile(const QString& path);
    /// Some tensors of a file, or parts of them, under the names that the component needs.
    /// Errors: Corrupt when two have the same name.
    [[nodiscard]] static Result<WeightSet> fromPart(TensorFile file, std::vector<TensorInfo> tensors);

    /// In the order in which they lie in the files: reading them one after the other reads each file once, forwards.
    [[nodiscard]] const std::vector<TensorInfo>& tensors() const { return m_tensors; }
    /// The tensor of that name, or nullptr.
    [[nodiscard]] const TensorInfo* find(std::string_view name) const;
    /// As TensorFile::read, for a tensor of this set.
    [[nodiscard]] Result<void> read(const TensorInfo& tensor, std::span<std::byte> into) const;
    /// Call it after the last read. Errors: Corrupt when a file is not in the state in which it was opened.
    [[nodiscard]] Result<void> checkUnchanged() const;

    /// Absolute paths of the files that were opened.
    [[nodiscard]] QStringList files() const;
    /// Bytes of all tensors together.
    [[nodiscard]] std::uint64_t weightBytes() const;
    /// Numbers of all tensors together.
    [[nodiscard]] std::uint64_t parameterCount() const;
    /// The number type that holds most of the bytes.
    [[nodiscard]] DType mainDType() const;

    WeightSet(WeightSet&&) = default;
    WeightSet& operator=(WeightSet&&) = default;

private:
    WeightSet() = default;
    static Result<WeightSet> openShards(const QString& indexPath);
    static Result<WeightSet> fromFiles(std::vector<TensorFile> files);
    void take(TensorInfo tensor);
    Result<void> sortByName();

    std::vector<TensorFile> m_files;
    std::vector<TensorInfo> m_tensors;
    std::vector<std::uint32_t> m_byName;  // places in m_tensors, sorted by name
};

}  // namespace reverie::weights
