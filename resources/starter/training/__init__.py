"""Training of the starter model, one module a stage: vae, tokenizer, text, latents, unet, classifier."""
