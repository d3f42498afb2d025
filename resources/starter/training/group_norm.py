"""Group normalisation for NHWC on a CPU: PyTorch's own backward pass takes five times as long as its arithmetic needs."""

import types

import torch


class _GroupNorm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, groups, eps):
        batch, channels, height, width = x.shape
        y, mean, rstd = torch.native_group_norm(x, weight.to(x.dtype), bias.to(x.dtype), batch, channels, height * width, groups, eps)
        ctx.save_for_backward(x, mean.float(), rstd.float(), weight)
        return y

    @staticmethod
    def backward(ctx, slope):
        """dx = rstd (g - mean(g) - x^ mean(g x^)), g = slope * weight: two sums a channel, then one line over the pixels."""
        x, mean, rstd, weight = ctx.saved_tensors
        batch, channels, height, width = x.shape
        groups = mean.shape[1]
        each = channels // groups
        slope = slope.contiguous(memory_format=torch.channels_last)
        total = slope.sum((2, 3), dtype=torch.float32)
        product = (slope * x).sum((2, 3), dtype=torch.float32)
        wide_mean, wide_rstd = mean.repeat_interleave(each, 1), rstd.repeat_interleave(each, 1)
        normal = (product - wide_mean * total) * wide_rstd
        count = each * height * width
        mean_g = (total * weight).view(batch, groups, each).sum(2) / count
        mean_gx = (normal * weight).view(batch, groups, each).sum(2) / count
        along_x = (-rstd * rstd * mean_gx).repeat_interleave(each, 1)[..., None, None].to(x.dtype)
        constant = (-rstd * (mean_g - mean * rstd * mean_gx)).repeat_interleave(each, 1)[..., None, None].to(x.dtype)
        along_slope = (wide_rstd * weight)[..., None, None].to(x.dtype)
        dx = torch.addcmul(torch.addcmul(constant, x, along_x), slope, along_slope)
        return dx, normal.sum(0), total.sum(0), None, None


def speed_up(model):
    """Gives every GroupNorm of the model the faster backward pass; weights and results stay what they are."""
    for module in model.modules():
        if isinstance(module, torch.nn.GroupNorm):
            module.forward = types.MethodType(_forward, module)
    return model


def _forward(norm, x):
    if x.dim() != 4:            # attention flattens its pixels before it normalises
        return torch.nn.functional.group_norm(x, norm.num_groups, norm.weight, norm.bias, norm.eps)
    return _GroupNorm.apply(x, norm.weight, norm.bias, norm.num_groups, norm.eps)
